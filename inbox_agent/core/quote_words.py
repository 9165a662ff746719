"""The words by which mail programs announce what they quote.

Collected from the programs' own translations: Gmail, Outlook, Apple Mail, Yahoo, Thunderbird,
Samsung, mutt. Where a language is missing, an address beside a date and a colon still tells.
"""

from __future__ import annotations

import re

# "wrote", as it stands in the line above a quote: at its end, or before the writer's name.
_WROTE = (
    "wrote", "writes", "a écrit", "escribió", "escribio", "escreveu", "schrieb", "geschrieben",
    "ha scritto", "schreef", "skrev", "kirjoitti", r"napisał(?:\(a\)|a)?", r"napsal(?:\(a\)|a)?",
    r"napísal(?:\(a\)|a)?", "írta", "a scris", "yazdı", "yazmış", r"написал(?:\(а\)|а)?", "пишет",
    r"писал(?:\(а\)|а)?", "пише", "έγραψε", "כתב(?:ה)?", "כתב/ה", "كتبت?", "کتب", "نوشت",
    "نے لکھا", "کو لکھا", "لکھا", "ने लिखा", "लिखा", "লিখেছেন", "எழுதியது", "đã viết", "menulis",
    "sumulat",
)  # fmt: skip
WROTE = re.compile(
    rf"(?:^|[\s>)\]\"',،，])(?:{'|'.join(_WROTE)})(?=[\s:：<,،]|$)"
    "|写道|寫道|写了|님이 작성|書き込みました|さんからのメール",
    re.IGNORECASE,
)

# What such a line begins with; tells where a wrapped one starts.
OPENERS = (
    "On ", "Am ", "Le ", "El ", "Em ", "A ", "Il ", "Op ", "Den ", "W dniu", "Dnia", "Dne ",
    "Pe ", "Vào ", "Pada ", "В ", "Στις", "No dia", "في ", "بتاريخ", "در ", "مورخہ", "在", "於",
    "于", "Quoting ", "Citando ", "Zitat von",
)  # fmt: skip

# Text between dashes, lower case, without the dashes.
SEPARATORS = frozenset((
    "original message", "original appointment", "original e-mail", "original email",
    "forwarded message", "reply message", "forwarded letter", "forwarded message from",
    "ursprüngliche nachricht", "originalnachricht", "original-nachricht",
    "weitergeleitete nachricht", "ursprünglicher termin", "message d'origine",
    "message d’origine", "message original", "message initial", "message transféré",
    "message réexpédié", "rendez-vous d'origine", "mensaje original", "mensaje reenviado",
    "cita original", "mensagem original", "mensagem encaminhada", "mensagem reencaminhada",
    "messaggio originale", "messaggio inoltrato", "oorspronkelijk bericht",
    "doorgestuurd bericht", "ursprungligt meddelande", "vidarebefordrat meddelande",
    "oprindelig meddelelse", "opprinnelig melding", "orijinal mesaj", "özgün ileti",
    "iletilen ileti", "yönlendirilmiş mesaj", "yönlendirilen ileti", "yönlendirilen mesaj",
    "oryginalna wiadomość", "wiadomość oryginalna", "przekazana wiadomość", "původní zpráva",
    "přeposlaná zpráva", "mesaj original", "mesaj redirecționat", "eredeti üzenet",
    "исходное сообщение", "пересылаемое сообщение", "пересланное сообщение",
    "перенаправленное сообщение", "оригинальное сообщение", "початкове повідомлення",
    "الرسالة الأصلية", "رسالة أصلية", "الرسالة الاصلية", "رسالة معاد توجيهها",
    "رسالة مُعاد توجيهها", "رسالة محولة", "رسالة موجهة", "الموعد الأصلي", "پیام اصلی",
    "پیام فرستاده شده", "پیام بازارسال شده", "اصل پیغام", "آگے بھیجا گیا پیغام",
    "فارورڈ کردہ پیغام", "فارورڈ کیا گیا پیغام", "मूल संदेश", "अग्रेषित संदेश",
    "फ़ॉरवर्ड किया गया संदेश", "अग्रेषित किया गया संदेश", "原始邮件", "原始郵件", "原邮件", "转发邮件",
    "转发的邮件", "轉寄郵件", "轉寄信件", "转发的消息", "邮件原件",
    "元のメッセージ", "転送メッセージ", "転送されたメッセージ", "원본 메일",
    "원본 메시지", "전달된 메일", "전달된 메시지",
))  # fmt: skip

# Whole lines of Apple Mail above a forward, lower case, without the colon.
FORWARD_LINES = frozenset((
    "begin forwarded message", "anfang der weitergeleiteten nachricht",
    "début du message réexpédié", "début du message transféré", "inicio del mensaje reenviado",
    "início da mensagem reencaminhada", "início da mensagem encaminhada",
    "inizio messaggio inoltrato", "begin doorgestuurd bericht", "vidarebefordrat brev",
    "iletilen ileti başlangıcı", "iletilmiş e-posta başlangıcı",
    "начало переадресованного сообщения", "начало пересылаемого сообщения",
    "بداية الرسالة المعاد توجيهها", "بداية الرسالة المُعاد توجيهها",
    "بدء الرسالة المُعاد توجيهها", "آغاز پیام هدایت‌شده",
    "开始转发邮件", "下面是被转发的邮件", "轉寄郵件開始",
    "अग्रेषित संदेश प्रारंभ",
))  # fmt: skip

_LABELS = {
    "from": (
        "from|von|de|da|van|från|fra|od|от|від|kimden|gönderen|kimin"
        "|من|از|از طرف|منجانب|بھیجنے والا|से|प्रेषक|发件人|寄件者|寄件人|差出人|"
        "보낸 사람|보낸사람|expéditeur|remitente|lähettäjä|feladó|de la|od kogo"
    ),
    "date": (
        "sent|date|gesendet|datum|envoyé|envoyé le|enviado|enviado el|"
        "enviada em|enviado em|fecha|data|data/ora|inviato|verzonden|skickat|"
        "sendt|dato|wysłano|wysłane|odesláno|trimis|отправлено|дата|надіслано"
        "|gönderildi|gönderilme tarihi|gönderme tarihi|tarih|تاريخ|التاريخ|"
        "تاريخ الإرسال|أرسلت|تم الإرسال|أُرسل|أُرسلت|الإرسال|مرسل|تاریخ|"
        "تاریخ ارسال|بھیجا گیا|दिनांक|भेजा गया|तारीख|发送时间|发送日期|日期|时间|寄件日期|"
        "傳送時間|傳送日期|日付|日時|送信日時|보낸 날짜|날짜|lähetetty|elküldve"
    ),
    "to": (
        "to|an|à|para|a|aan|till|til|do|komu|către|кому|kime|alıcı"
        "|kimlere|إلى|الى|به|گیرنده|بنام|کو|को|प्रति|प्राप्तकर्ता|收件人|"
        "收件者|宛先|받는 사람|받는사람|pour|destinataire|destinatario|vastaanottaja|"
        "címzett"
    ),
    "cc": ("cc|kopie|copie à|copie|cópia|копия|bilgi|نسخة|نسخة إلى|رونوشت|抄送|副本|참조|ccn"),
    "subject": (
        "subject|betreff|objet|asunto|assunto|oggetto|onderwerp|ämne|emne|"
        "temat|předmět|subiect|тема|konu|الموضوع|موضوع|विषय|主题|主旨|主題|件名"
        "|제목|sujet|aihe|tárgy"
    ),
    "other": (
        "reply-to|importance|priority|attachments|bcc|when|where|wichtigkeit|importancia|anlagen"
    ),
}

# Label in a quoted header block, lower case → what it names.
LABELS = {label: kind for kind, labels in _LABELS.items() for label in labels.split("|")}
