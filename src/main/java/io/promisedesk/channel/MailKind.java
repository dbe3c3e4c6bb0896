package io.promisedesk.channel;

import jakarta.mail.MessagingException;
import jakarta.mail.Part;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.ParseException;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who wrote a mail and whether a machine may answer it (RFC 3834, RFC 3464, RFC 2919). None but {@link #PERSONAL} is
 * answered by one; {@link #AUTO_REPLY} and {@link #BOUNCE} open no ticket either.
 */
enum MailKind {
    PERSONAL,
    /** An absence note, a read receipt: a machine's answer to a mail. */
    AUTO_REPLY,
    /** A delivery report. */
    BOUNCE,
    /** A machine sent it on its own: a contact form, a monitor, another help desk. */
    AUTOMATIC,
    /** A person's mail that came over a mailing list, as bulk mail, or with the wish that no machine answers it. */
    NO_AUTO_REPLY;

    private static final Set<String> BULK = Set.of("bulk", "junk", "list");

    static MailKind of(MimeMessage mail) throws MessagingException {
        ContentType type = contentType(mail);
        String reportType = type == null || !type.match("multipart/report") ? null : type.getParameter("report-type");
        boolean nullReturnPath = "<>".equals(header(mail, "Return-Path").replace(" ", ""));
        if ("delivery-status".equalsIgnoreCase(reportType)
                || nullReturnPath
                        && header(mail, "From").toLowerCase(Locale.ROOT).matches(".*(mailer-daemon|postmaster)@.*")) {
            return BOUNCE;
        }
        String autoSubmitted = header(mail, "Auto-Submitted").split("[;\\s(]", 2)[0];
        String precedence = header(mail, "Precedence");
        if (autoSubmitted.startsWith("auto-replied")
                || reportType != null
                || nullReturnPath
                || precedence.equals("auto_reply")
                || has(mail, "X-Autoreply", "X-Autorespond", "X-Auto-Reply-From")) {
            return AUTO_REPLY;
        }
        if (!autoSubmitted.isEmpty() && !autoSubmitted.equals("no")) {
            return AUTOMATIC;
        }
        if (BULK.contains(precedence)
                || has(mail, "List-Id", "List-Unsubscribe", "List-Post", "X-Auto-Response-Suppress")) {
            return NO_AUTO_REPLY;
        }
        return PERSONAL;
    }

    private static boolean has(MimeMessage mail, String... names) throws MessagingException {
        for (String name : names) {
            if (!header(mail, name).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private static String header(MimeMessage mail, String name) throws MessagingException {
        String[] values = mail.getHeader(name);
        return values == null
                ? ""
                : Stream.of(values).findFirst().orElse("").strip().toLowerCase(Locale.ROOT);
    }

    private static @Nullable ContentType contentType(Part part) throws MessagingException {
        try {
            return new ContentType(part.getContentType());
        } catch (ParseException e) {
            return null;
        }
    }
}
