"""The pure part: values in, values out. No I/O, no await, no clock, no logging, no ORM."""
