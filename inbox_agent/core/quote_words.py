"""The words by which mail programs announce what they quote, and footers that speak for nobody.

Collected from the programs' own translations: Gmail, Outlook, Apple Mail, Yahoo, Thunderbird,
Samsung, mutt. Where a language is missing, an address beside a date and a colon still tells.
"""

from __future__ import annotations

import re

# "wrote", as it stands in the line above a quote, right before the colon or before the name.
_WROTE = (
    r"wrote|writes|a écrit|écrivit|escribió|escribio|escreveu|schrieb|geschrieben|ha scritto|"
    r"schreef|skrev|kirjoitti|napisał(?:\(a\))?|napsal(?:\(a\))?|napísal(?:\(a\))?|írta|a scris|"
    r"yazdı|yazmış|написал(?:\(а\)|а)?|пишет|писал(?:\(а\)|а)?|пише|έγραψε|כתב(?:ה)?|כתב/ה|"
    r"كتب(?:ت)?|كتبَ|کتب|نوشت|نے لکھا|کو لکھا|لکھا|ने लिखा|লিখেছেন|எழுதியது|写道|寫道|写了|"
    r"書き込みました|のメール|님이 작성|đã viết|menulis|sumulat"
)
WROTE = re.compile(rf"(?:^|[\s,،，>)\]\"'日分秒]|[apAP][mM])(?:{_WROTE})(?=[\s:：<,،]|$)|(?:写道|寫道|写了|님이 작성)", re.IGNORECASE)

# What such a line begins with; used to find where a wrapped one starts.
OPENERS = (
    "On ", "Am ", "Le ", "El ", "Em ", "A ", "Il ", "Op ", "Den ", "W dniu", "Dnia", "Dne ",
    "Pe ", "Vào ", "Pada ", "В ", "Στις", "Em ", "No dia", "في ", "بتاريخ", "در ", "مورخہ",
    "बुध", "在", "於", "于", "De: ", "Quoting ", "Citando ", "Zitat von", "> On ",
)  # fmt: skip

# Text between rows of dashes, lower case, without the dashes.
SEPARATORS = frozenset(
    (
        "original message", "original appointment", "forwarded message", "reply message",
        "forwarded by me", "end of forwarded message", "forwarded letter",
        "ursprüngliche nachricht", "originalnachricht", "weitergeleitete nachricht",
        "original-nachricht", "ursprünglicher termin",
        "message d'origine", "message d’origine", "message original", "message initial",
        "message transféré", "message réexpédié", "rendez-vous d'origine",
        "mensaje original", "mensaje reenviado", "forwarded message from",
        "mensagem original", "mensagem encaminhada", "mensagem reencaminhada",
        "messaggio originale", "messaggio inoltrato", "oorspronkelijk bericht",
        "doorgestuurd bericht", "orijinal mesaj", "özgün ileti", "iletilen ileti",
        "yönlendirilmiş mesaj", "yönlendirilen ileti", "oryginalna wiadomość",
        "wiadomość oryginalna", "przekazana wiadomość", "původní zpráva", "mesaj original",
        "исходное сообщение", "пересылаемое сообщение", "пересланное сообщение",
        "перенаправленное сообщение", "оригинальное сообщение",
        "الرسالة الأصلية", "رسالة أصلية", "الرسالة الاصلية", "رسالة معاد توجيهها",
        "رسالة مُعاد توجيهها", "رسالة محولة", "رسالة موجهة", "پیام اصلی", "پیام فرستاده شده",
        "اصل پیغام", "اصل پیغام", "آگے بھیجا گیا پیغام", "فارورڈ کردہ پیغام",
        "मूल संदेश", "अग्रेषित संदेश", "फ़ॉरवर्ड किया गया संदेश", "अग्रेषित किया गया संदेश",
        "原始邮件", "原始郵件", "原邮件", "转发邮件", "转发的邮件", "轉寄郵件", "轉寄信件", "转发邮件信息",
        "元のメッセージ", "転送メッセージ", "원본 메일", "전달된 메일", "original e-mail", "original email",
    )
)  # fmt: skip

# Whole lines of Apple Mail above a forward, lower case, without the colon.
FORWARD_LINES = frozenset(
    (
        "begin forwarded message", "anfang der weitergeleiteten nachricht",
        "début du message réexpédié", "début du message transféré",
        "inicio del mensaje reenviado", "início da mensagem reencaminhada",
        "início da mensagem encaminhada", "inizio messaggio inoltrato",
        "begin doorgestuurd bericht", "iletilen ileti başlangıcı", "başlangıç iletilen mesaj",
        "начало переадресованного сообщения", "بداية الرسالة المعاد توجيهها",
        "بدء الرسالة المُعاد توجيهها", "بداية الرسالة المُعاد توجيهها", "آغاز پیام هدایت‌شده",
        "开始转发邮件", "下面是被转发的邮件", "轉寄郵件開始", "转发的邮件", "अग्रेषित संदेश प्रारंभ",
    )
)  # fmt: skip

# Labels of a quoted header block, lower case → what they name.
LABELS = {
    label: kind
    for kind, labels in {
        "from": "from|von|de|da|van|från|fra|od|от|kimden|gönderen|من|از|منجانب|از طرف|"
        "से|प्रेषक|发件人|寄件者|寄件人|差出人|보낸 사람|мэйл|expéditeur|remitente|de parte de|lähettäjä|feladó",
        "date": "sent|date|gesendet|datum|envoyé|enviado|enviado el|enviada em|enviado em|fecha|data|"
        "data/ora|inviato|verzonden|skickat|skickat den|sendt|dato|wysłano|wysłane|odesláno|"
        "отправлено|дата|gönderildi|gönderilme tarihi|tarih|تاريخ|التاريخ|تاريخ الإرسال|أرسلت|"
        "تم الإرسال|أُرسل|إرسال|مرسل|تاریخ|تاریخ ارسال|بھیجا گیا|دिनांक|दिनांक|भेजा गया|发送时间|发送日期|日期|"
        "寄件日期|傳送時間|傳送日期|日付|送信日時|보낸 날짜|날짜|lähetetty|elküldve",
        "to": "to|an|à|para|a|aan|till|til|do|кому|kime|alıcı|إلى|الى|به|گیرنده|بنام|کو|को|प्रति|收件人|收件者|"
        "宛先|받는 사람|pour|destinataire|destinatario|vastaanottaja|címzett",
        "cc": "cc|kopie|copie à|copie|cópia|копия|bilgi|نسخة|نسخة إلى|抄送|副本|참조",
        "subject": "subject|betreff|objet|asunto|assunto|oggetto|onderwerp|ämne|emne|temat|předmět|"
        "тема|konu|الموضوع|موضوع|विषय|主题|主旨|主題|件名|제목|sujet|aihe|tárgy",
        "other": "reply-to|importance|priority|attachments|bcc|when|where|required|optional|"
        "wichtigkeit|importancia|anlagen",
    }.items()
    for label in labels.split("|")
}  # fmt: skip

# One line that a telephone or a program adds below every mail.
SENT_FROM = re.compile(
    r"(?:sent (?:from|via|with|using)|get outlook|envoyé (?:de|depuis|à partir)|enviado (?:desde|do|de|a partir)"
    r"|gesendet (?:von|mit)|von meinem|inviato da|verzonden vanaf|skickat från|wysłane z|отправлено (?:с|из)"
    r"|أُرسلت من|أرسلت من|مرسل من|تم الإرسال من|از .{1,20} من ارسال|ارسال شده از|भेजा गया|मेरे .{1,20} से भेजा"
    r"|میرے .{1,20} سے|发自我的|從我的|从我的|iphone'?(?:umdan|dan)|.{1,20}ımdan gönderildi|iphone(?:から|에서))"
    r"(?:.{0,80})",
    re.IGNORECASE,
)
_DEVICE = (
    r"iphone|ipad|phone|mobile|android|samsung|galaxy|pixel|huawei|xiaomi|oneplus|blackberry|"
    r"outlook|yahoo|gmail|proton|mail|tablet|device|smartphone|handy|телефон|smart|cep|"
    r"móvil|celular|mobiel|هاتف|الآيفون|ايفون|آيفون|آی‌فون|فون|手机|设备|aol|windows|zoho|spark"
)
DEVICE = re.compile(_DEVICE, re.IGNORECASE)

# Sentences of disclaimers, banners and footers, each with a word (lower case) without which it
# need not be tried: found anywhere in a paragraph, one makes it boilerplate from its line on.
FOOTERS = tuple(
    (key, re.compile(pattern, re.IGNORECASE | re.MULTILINE))
    for key, pattern in (
        ("confidential", r"^[\s*_-]*confidentiality (?:notice|statement|note)\b"),
        ("confidential", r"^[\s*_-]*notice of confidentiality\b"),
        ("hipaa", r"^[\s*_-]*hipaa (?:notice|disclaimer)\b"),
        ("disclaimer", r"^[\s*_-]*(?:e-?mail |legal )?disclaimer\s*[:.*_-]"),
        ("legal notice", r"^[\s*_-]*legal notice\s*[:.*_-]"),
        (
            "intended",
            r"\b(?:e-?mail|message|communication|transmission|information contained)\b[^\n.]{0,160}"
            r"\b(?:is|are) (?:\w+ ){0,6}intended (?:only|solely|exclusively)",
        ),
        (
            "confidential",
            r"\b(?:e-?mail|message|communication|transmission|attachments?)\b[^\n.]{0,120}"
            r"\b(?:contains?|may contain|is|are)\b[^\n.]{0,60}\b(?:confidential|privileged)",
        ),
        ("intended recipient", r"\b(?:not|than) the intended recipient"),
        ("in error", r"\breceived (?:this|it|the) (?:\w+ ){0,3}in error"),
        (
            "intended",
            r"intended (?:only |solely |exclusively )?for the (?:sole |exclusive |confidential )?"
            r"(?:use|person|individual|addressee|recipient|named)",
        ),
        ("prohibited", r"(?:disclosure|dissemination|distribution|copying)[^\n]{0,80}prohibited"),
        ("outside", r"(?:e-?mail|message|sender)[^\n.]{0,40}(?:from|is) outside (?:of )?(?:the|our|your)"),
        ("external", r"^\W{0,4}(?:caution|warning|external)\W[^\n]{0,60}external (?:e-?mail|sender)"),
        ("external", r"^\W{0,2}external (?:e-?mail|sender|message)\W{0,3}$"),
        ("open attachments", r"click (?:on )?(?:any )?links or open attachments"),
        ("before printing", r"consider the environment before printing"),
        (
            "unsubscribe",
            r"(?:to|can|may|click here to|wish to) unsubscribe\b[^\n]{0,60}"
            r"(?:click|here|link|list|e-?mails?|https?:|www\.|any ?time)",
        ),
        ("unsubscribe", r"unsubscribe (?:from|here|instantly|at any time)"),
        ("unsubscribe", r"[|·•]\s*unsubscribe\b|\bunsubscribe\s*(?:[|·•<:(]|$)"),
        ("opt out", r"\bopt out of (?:these|future|all|receiving)"),
        (
            "this ",
            r"\b(?:you are|you're|you were|you have|you've)(?: been)? (?:receiving|received|sent) this "
            r"(?:automated )?(?:e-?mail|message|newsletter|notice|notification)\b",
        ),
        ("preferences", r"(?:manage|update|change|edit) (?:your |my )?(?:\w+ ){0,2}preferences"),
        ("browser", r"view (?:this |it |the )?(?:\w+ )?in (?:your |a |an )?(?:web ?)?browser"),
        ("©", r"^\W{0,4}©"),
        ("copyright", r"^\W{0,4}copyright\b[^\n]{0,10}\d{4}"),
        ("all rights reserved", r"all rights reserved"),
        ("virus", r"(?:scanned|checked) (?:for virus|by \w+ anti)|virus-free"),
        ("do not reply", r"^\W{0,4}(?:please )?do not reply to this (?:e-?mail|message|address)"),
        # German, French, Spanish, Portuguese, Turkish, Arabic, Russian, Chinese
        ("vertraulich", r"\b(?:diese|dieser)\b[^\n.]{0,120}vertraulich"),
        ("confidentiel", r"\bce (?:message|courriel|mail)\b[^\n.]{0,160}confidentiel"),
        ("confidencial", r"\best[ea] (?:mensa\w+|correo|e-?mail)\b[^\n.]{0,160}confidencia"),
        ("gizli", r"\bbu (?:e-?posta|ileti|mesaj)\w*[^\n.]{0,160}gizli"),
        ("سري", r"هذ[هاا]\w* (?:الرسالة|الرساله|البريد)[^\n.]{0,160}سري"),
        ("конфиденциальн", r"(?:данное|это|настоящее) (?:сообщение|письмо)[^\n.]{0,160}конфиденциальн"),
        ("邮件", r"本(?:电子)?邮件[^\n]{0,80}(?:保密|机密)"),
        ("abmelde", r"newsletter abmelden|abmelden von"),
        ("désabonner", r"se désabonner"),
        ("suscripción", r"cancelar (?:la |tu |su )?suscripción"),
        ("abonelik", r"abonelikten (?:çık|ayrıl)"),
        ("إلغاء الاشتراك", r"إلغاء الاشتراك"),
        ("отписаться", r"отписаться"),
        ("退订", r"退订"),
    )
)
