"""What is new in a mail, what is quoted, and what speaks for nobody."""

# ruff: noqa: E501  (lines of mail are as long as they come)

from __future__ import annotations

import pytest

from inbox_agent.core.quotes import split

NEW = "Dear Dr. Haddad,\n\nThe 9th works for us."
OLD = "Dear Ms. Abbott,\nwould the 9th be possible?"


def marked(text: str) -> str:
    return "\n".join(f"> {line}" for line in text.split("\n"))


ATTRIBUTIONS = {
    "Gmail": "On Tue, Dec 8, 2026 at 6:02 AM Leila Haddad <leila@post.example> wrote:",
    "Gmail, wrapped": "On Tue, Dec 8, 2026 at 6:02 AM Leila Haddad\n<leila@post.example> wrote:",
    "Gmail, wrapped twice": "On Tue, Dec 8, 2026 at 6:02\nAM Leila Haddad\n<leila@post.example>\nwrote:",
    "Apple Mail": "On Dec 8, 2026, at 6:02 AM, Leila Haddad <leila@post.example> wrote:",
    "Apple Mail without address": "On Dec 8, 2026, at 6:02 AM, Leila Haddad wrote:",
    "Thunderbird": "On 12/8/26 06:02, Leila Haddad wrote:",
    "Yahoo": "On Tuesday, December 8, 2026 at 06:02:10 AM GMT+3, Leila Haddad <leila@post.example> wrote:",
    "mutt": "On Tue, Dec 08, 2026 at 06:02:00AM +0300, Leila Haddad wrote:",
    "Spanish": "El mar, 8 dic 2026 a las 6:02, Leila Haddad (<leila@post.example>) escribió:",
    "French": "Le mar. 8 déc. 2026 à 06:02, Leila Haddad <leila@post.example> a écrit :",
    "German, Gmail": "Am Di., 8. Dez. 2026 um 06:02 Uhr schrieb Leila Haddad <\nleila@post.example>:",
    "German, Apple": "Am 08.12.2026 um 06:02 schrieb Leila Haddad <leila@post.example>:",
    "Portuguese": "Em ter., 8 de dez. de 2026 às 06:02, Leila Haddad <leila@post.example> escreveu:",
    "Italian": "Il giorno mar 8 dic 2026 alle ore 06:02 Leila Haddad <leila@post.example> ha scritto:",
    "Dutch": "Op di 8 dec 2026 om 06:02 schreef Leila Haddad <leila@post.example>:",
    "Polish": "wt., 8 gru 2026 o 06:02 Leila Haddad <leila@post.example> napisał(a):",
    "Turkish": "Leila Haddad <leila@post.example>, 8 Ara 2026 Sal, 06:02 tarihinde şunu yazdı:",
    "Arabic": "في الثلاثاء، 8 ديسمبر 2026 في 6:02 ص تمت كتابة ما يلي بواسطة Leila Haddad <leila@post.example>:",
    "Arabic with Arabic digits": "في الثلاثاء، ٨ ديسمبر ٢٠٢٦ في ٦:٠٢ ص كتبت Leila Haddad <leila@post.example>:",
    "Arabic with marks of direction": "\u200fفي الثلاثاء، 8 ديسمبر 2026 في 6:02 ص تمت كتابة ما يلي بواسطة \u202aLeila Haddad\u202c\u200f <\u202aleila@post.example\u202c\u200f>:\u202c",
    "Urdu": "منگل، 8 دسمبر 2026 کو 6:02 AM بجے Leila Haddad <leila@post.example> نے لکھا:",
    "Hindi": "मंगल, 8 दिस॰ 2026 को 6:02 am बजे Leila Haddad <leila@post.example> ने लिखा:",
    "Chinese": "Leila Haddad <leila@post.example> 于2026年12月8日周二 06:02写道：",
    "Chinese, Apple": "在 2026年12月8日，06:02，Leila Haddad <leila@post.example> 写道：",
    "Russian": "вт, 8 дек. 2026 г. в 06:02, Leila Haddad <leila@post.example>:",
    "Russian, Apple": "8 дек. 2026 г., в 06:02, Leila Haddad <leila@post.example> написал(а):",
    "Japanese": "2026年12月8日(火) 6:02 Leila Haddad <leila@post.example>:",
    "Persian": "در تاریخ سه‌شنبه ۸ دسامبر ۲۰۲۶،‏ ۶:۰۲ Leila Haddad <leila@post.example> نوشت:",
}


@pytest.mark.parametrize("client", ATTRIBUTIONS)
def test_an_attribution_goes_with_the_quote_below_it(client: str) -> None:
    old = f"{ATTRIBUTIONS[client]}\n\n{marked(OLD)}"
    assert split(f"{NEW}\n\n{old}") == (NEW, old, "")


@pytest.mark.parametrize("client", sorted(set(ATTRIBUTIONS)))
def test_an_attribution_with_date_and_time_quotes_all_below_even_without_marks(client: str) -> None:
    old = f"{ATTRIBUTIONS[client]}\n\n{OLD}"
    assert split(f"{NEW}\n\n{old}") == (NEW, old, "")


ORIGINALS = {
    "Outlook": (
        "From: Leila Haddad <leila@post.example>\nSent: Tuesday, December 8, 2026 6:02 AM\n"
        "To: Denise Abbott <dabbott@bellwether.example>\nSubject: RE: Interview"
    ),
    "Outlook within one house": (
        "From: Haddad, Leila\nSent: Tuesday, December 8, 2026 6:02 AM\nTo: Abbott, Denise\n"
        "Cc: GME Office; Wanda Szymanski\nSubject: RE: Interview"
    ),
    "Outlook in bold": (
        "*From:* Leila Haddad <leila@post.example>\n*Sent:* Tuesday, December 8, 2026 6:02 AM\n"
        "*To:* Denise Abbott\n*Subject:* RE: Interview"
    ),
    "Outlook on the web": (
        "________________________________\nFrom: Leila Haddad <leila@post.example>\n"
        "Sent: Tuesday, December 8, 2026 6:02 AM\nTo: Denise Abbott\nSubject: RE: Interview"
    ),
    "Outlook with long recipients": (
        "From: Leila Haddad <leila@post.example>\nSent: Tuesday, December 8, 2026 6:02 AM\n"
        "To: Denise Abbott <dabbott@bellwether.example>; Wanda Szymanski\n <wanda@bellwether.example>;"
        " GME <gme@bellwether.example>\nSubject: RE: Interview"
    ),
    "Outlook, German": (
        "Von: Leila Haddad <leila@post.example>\nGesendet: Dienstag, 8. Dezember 2026 06:02\n"
        "An: Denise Abbott\nBetreff: AW: Interview"
    ),
    "Outlook, French": (
        "De : Leila Haddad <leila@post.example>\nEnvoyé : mardi 8 décembre 2026 06:02\n"
        "À : Denise Abbott\nObjet : RE: Interview"
    ),
    "Outlook, Spanish": (
        "De: Leila Haddad <leila@post.example>\nEnviado el: martes, 8 de diciembre de 2026 6:02\n"
        "Para: Denise Abbott\nAsunto: RE: Interview"
    ),
    "Outlook, Portuguese": (
        "De: Leila Haddad <leila@post.example>\nEnviada em: terça-feira, 8 de dezembro de 2026 06:02\n"
        "Para: Denise Abbott\nAssunto: RES: Interview"
    ),
    "Outlook, Turkish": (
        "Kimden: Leila Haddad <leila@post.example>\nGönderildi: 8 Aralık 2026 Salı 06:02\n"
        "Kime: Denise Abbott\nKonu: Ynt: Interview"
    ),
    "Outlook, Arabic": (
        "من: Leila Haddad <leila@post.example>\nتاريخ الإرسال: الثلاثاء 8 ديسمبر 2026 06:02\n"
        "إلى: Denise Abbott\nالموضوع: رد: Interview"
    ),
    "Outlook, Russian": (
        "От: Leila Haddad <leila@post.example>\nОтправлено: 8 декабря 2026 г. 6:02\n"
        "Кому: Denise Abbott\nТема: RE: Interview"
    ),
    "Outlook, Chinese": (
        "发件人: Leila Haddad <leila@post.example>\n发送时间: 2026年12月8日 6:02\n"
        "收件人: Denise Abbott\n主题: 回复: Interview"
    ),
    "Outlook, Chinese colons": (
        "发件人：Leila Haddad <leila@post.example>\n发送时间：2026年12月8日 6:02\n"
        "收件人：Denise Abbott\n主题：回复: Interview"
    ),
    "old Outlook": (
        "-----Original Message-----\nFrom: Leila Haddad [mailto:leila@post.example]\n"
        "Sent: Tuesday, December 8, 2026 6:02 AM\nTo: Denise Abbott\nSubject: Interview"
    ),
    "old Outlook, German": "-----Ursprüngliche Nachricht-----\nVon: Leila Haddad",
    "old Outlook, French": "-----Message d'origine-----\nDe : Leila Haddad",
    "old Outlook, Arabic": "-----الرسالة الأصلية-----\nمن: Leila Haddad",
    "Samsung": "-------- Original message --------\nFrom: Leila Haddad\nDate: 12/8/26 6:02 AM (GMT+03:00)",
    "Gmail forward": (
        "---------- Forwarded message ---------\nFrom: Leila Haddad <leila@post.example>\n"
        "Date: Tue, Dec 8, 2026 at 6:02 AM\nSubject: Interview\nTo: <dabbott@bellwether.example>"
    ),
    "Gmail forward, Turkish": "---------- Forwarded message ---------\nKimden: Leila Haddad",
    "Gmail forward, Hindi": "---------- अग्रेषित संदेश ----------\nसे: Leila Haddad",
    "Apple forward": "Begin forwarded message:\n\nFrom: Leila Haddad\nSubject: Interview",
    "Apple forward, Russian": "Начало переадресованного сообщения:\n\nОт: Leila Haddad",
    "Thunderbird forward": "-------- Forwarded Message --------\nSubject: Interview\nDate: Tue, 8 Dec 2026",
    "Outlook on one line": (
        "From: Leila Haddad <leila@post.example> Sent: Tuesday, December 8, 2026 6:02 AM To: Denise"
        " Abbott <dabbott@bellwether.example> Subject: RE: Interview"
    ),
    "Notes": '-----"Leila Haddad" <leila@post.example> wrote: -----',
    "Proton": "------- Original Message -------\nOn Tuesday, December 8th, 2026 at 6:02 AM, Leila wrote:",
}  # fmt: skip


@pytest.mark.parametrize("client", ORIGINALS)
def test_a_quoted_header_block_or_separator_quotes_all_below(client: str) -> None:
    old = f"{ORIGINALS[client]}\n\n{OLD}"
    assert split(f"{NEW}\n\n{old}") == (NEW, old, "")


@pytest.mark.parametrize("client", ORIGINALS)
def test_a_mere_forward_has_no_new_words(client: str) -> None:
    old = f"{ORIGINALS[client]}\n\n{OLD}"
    assert split(old) == ("", old, "")


def test_an_older_quote_within_a_quote_stays_with_it() -> None:
    old = f"{ATTRIBUTIONS['Gmail']}\n\n> Yes.\n>\n> {ATTRIBUTIONS['French']}\n>> No."
    assert split(f"{NEW}\n\n{old}") == (NEW, old, "")


def test_answers_between_quoted_lines_are_new() -> None:
    text = (
        f"{ATTRIBUTIONS['Gmail']}\n> Can you come at 8?\nYes.\n\n> Is parking free?\n\n"
        "It is: use the north garage.\n\n> Leila"
    )
    new, quoted, boilerplate = split(text)
    assert new.split() == ["Yes.", "It", "is:", "use", "the", "north", "garage."]
    assert quoted.split("\n") == [
        ATTRIBUTIONS["Gmail"], "> Can you come at 8?", "> Is parking free?", "", "> Leila",
    ]  # fmt: skip
    assert boilerplate == ""


def test_an_answer_below_the_quote_is_new() -> None:
    old = f"{ATTRIBUTIONS['mutt']}\n{marked(OLD)}"
    assert split(f"{old}\n\n{NEW}") == (NEW, old, "")


TRAPS = [
    "On Thursday we met and the team wrote:\nyou are the kind of resident we look for.",
    "On or before December 4, 2026 please write to Jane Roe <jane@bellwether.example> with:\n1. a photo",
    "Please send the following to gme@bellwether.example by December 4, 2026:\nyour CV",
    "Your interview:\nDate: Thursday, December 10, 2026\nFrom: 8:00 AM\nTo: 2:00 PM\nPlace: Room 4",
    "Where you would travel\nFrom: Amman\nTo: Chicago\nand back",
    "Schedule\n--------------------\n8:00 Welcome\n9:00 Interviews\n--------------------\nLunch at noon",
    "____________________\nDr. Jane Roe\nProgram Director",
    "As Dr. Roe (jroe@bellwether.example) wrote in her letter of 2025:\nbe yourself.",
    "Dr. Roe wrote on December 4, 2026 at 8:00 to all applicants about the following points:\nparking",
    "Our former chief resident wrote:\nthe best three years of my life",
    "The agenda for December 10, 2026, 8:00 AM:\nwelcome, interviews, lunch",
    "From: the whole team, a happy new year!\n\nWe are glad that you come.",
    "Subject: as discussed\nTo be clear: the date stands.",
    "*****\nInterview day: December 10\n*****\nSee you there.",
]


@pytest.mark.parametrize("text", TRAPS)
def test_prose_that_looks_like_a_quote_is_new(text: str) -> None:
    assert split(text) == (text, "", "")


SENT_FROM = [
    "Sent from my iPhone",
    "Sent from my Galaxy",
    "Sent from Yahoo Mail on Android",
    "Sent from Mail for Windows",
    "Sent via the Samsung Galaxy S24, an AT&T 5G smartphone",
    "Get Outlook for iOS<https://aka.ms/o0ukef>",
    "Get Outlook for Android",
    "Sent with Proton Mail secure email.",
    "Envoyé de mon iPhone",
    "Enviado desde mi iPhone",
    "Enviado do meu iPhone",
    "Von meinem iPhone gesendet",
    "Gesendet von meinem Samsung Galaxy Smartphone.",
    "iPhone'umdan gönderildi",
    "Отправлено с iPhone",
    "أُرسلت من الـ iPhone",
    "发自我的 iPhone",
    "मेरे iPhone से भेजा गया",
]


@pytest.mark.parametrize("line", SENT_FROM)
def test_the_line_that_a_telephone_adds_is_boilerplate(line: str) -> None:
    assert split(f"{NEW}\n\n{line}") == (NEW, "", line)


@pytest.mark.parametrize(
    "line",
    [
        "Sent from my phone is your application, which we got twice.\nPlease send it once more.",
        (
            "The link was sent from our mail system on Monday; please look into your junk folder for it,"
            " because it goes to many people and some mail programs put it away without a word to anybody."
        ),
    ],
)
def test_words_about_sending_are_no_telephone(line: str) -> None:
    text = f"Dear Leila,\n\n{line}\n\nWanda"
    assert "Wanda" in split(text)[0]


def test_a_signature_below_its_mark_is_boilerplate_and_the_quote_after_it_is_not() -> None:
    signature = "-- \nDenise Abbott\nProgram Coordinator\nBellwether Hospital"
    old = f"{ATTRIBUTIONS['Gmail']}\n{marked(OLD)}"
    assert split(f"{NEW}\n\n{signature}\n\n{old}") == (NEW, old, signature)


def test_name_title_and_hospital_under_a_closing_stay_new() -> None:
    text = f"{NEW}\n\nSincerely,\n\nDenise Abbott\nProgram Coordinator, Internal Medicine\nBellwether Hospital"
    assert split(text) == (text, "", "")


def test_a_dividing_line_of_two_dashes_within_a_long_text_is_no_signature() -> None:
    text = "Agenda\n--\n" + "\n".join(f"{hour}:00 Interview {hour}" for hour in range(1, 20))
    assert split(text) == (text, "", "")


DISCLAIMERS = [
    "CONFIDENTIALITY NOTICE: This e-mail is for its addressee. Anything else is forbidden.",
    (
        "This email and any files transmitted with it are confidential and intended solely for the use"
        " of the individual or entity to whom they are addressed."
    ),
    "If you are not the intended recipient, please delete it.",
    (
        "The information in this message may be privileged and confidential.\nIf you received this in error,"
        "\ntell the sender and delete it."
    ),
    (
        "CAUTION: This email originated from outside of the organization. Do not click links or open"
        " attachments unless you recognize the sender."
    ),
    "[EXTERNAL EMAIL]",
    "Diese E-Mail enthält vertrauliche Informationen.",
    "Ce message est confidentiel et destiné à son destinataire.",
    "Bu e-posta ve ekleri gizli olabilir.",
    "To unsubscribe from this list click here: https://bellwether.example/u",
    "Unsubscribe | Manage preferences",
    "You are receiving this email because you applied through ERAS.",
    "© 2026 Bellwether Hospital",
    "View this email in your browser",
    "Please consider the environment before printing this e-mail.",
    "Please do not reply to this email.",
]


@pytest.mark.parametrize("paragraph", DISCLAIMERS)
def test_disclaimers_and_footers_are_boilerplate(paragraph: str) -> None:
    assert split(f"{NEW}\n\n{paragraph}") == (NEW, "", paragraph)


@pytest.mark.parametrize(
    "text",
    [
        "Rank order lists are confidential, and nobody will ask you for yours.",
        "Please confirm that you received the attachments, which are intended as a preview.",
        "To withdraw, or to unsubscribe your file from the waitlist, write to us.",
        "We ask you not to reply to this before you have read the policy.",
        "The outside of the building is being painted; use the east door.",
        "Please update your preferences for the interview date by Friday.",
        "Copyright law is one of the topics of the seminar.",
        (
            "Your interview is on December 10. Choose your hour here: https://bellwether.example/i. You"
            " will hear from us within two days, and the names of your interviewers come a week before"
            " the day. If you cannot come, tell us soon, so that somebody on the waitlist can. To"
            " unsubscribe from these e-mails click here."
        ),
    ],
)
def test_words_that_matter_are_not_taken_for_a_footer(text: str) -> None:
    assert split(text) == (text, "", "")


def test_every_line_lies_in_exactly_one_section() -> None:
    text = "\n".join(
        [
            NEW,
            "",
            *DISCLAIMERS,
            "",
            "-- ",
            "Denise",
            "",
            ATTRIBUTIONS["Gmail"],
            marked(OLD),
            "",
            "Yes",
        ]
    )
    lines = [line for section in split(text) for line in section.split("\n") if line.strip()]
    assert sorted(lines) == sorted(line for line in text.split("\n") if line.strip())
