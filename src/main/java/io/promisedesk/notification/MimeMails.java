package io.promisedesk.notification;

import jakarta.activation.DataHandler;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.ParseException;
import jakarta.mail.util.ByteArrayDataSource;
import jakarta.mail.util.StreamProvider;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import org.eclipse.angus.mail.util.MailStreamProvider;

/** Writes a mail of the outbox as a MIME message. */
final class MimeMails {

    private static final String UTF_8 = StandardCharsets.UTF_8.name();

    static {
        // Jakarta Mail looks for the provider of its streams once per part of each mail, in every jar, unless it is
        // named.
        String provider = StreamProvider.class.getName();
        if (System.getProperty(provider) == null) {
            System.setProperty(provider, MailStreamProvider.class.getName());
        }
    }

    private MimeMails() {}

    static MimeMessage compose(Session session, OutgoingMail mail, InternetAddress from, Instant now)
            throws MessagingException, UnsupportedEncodingException {
        MimeMessage message = new WithOurId(session, mail.messageId());
        message.setFrom(from);
        var to = new InternetAddress(mail.recipient(), true);
        if (mail.recipientName() != null) {
            to.setPersonal(oneLine(mail.recipientName()), UTF_8);
        }
        message.setRecipient(RecipientType.TO, to);
        message.setSubject(oneLine(mail.subject()), UTF_8);
        message.setSentDate(Date.from(now));
        if (!mail.references().isEmpty()) {
            message.setHeader(
                    "In-Reply-To", mail.references().get(mail.references().size() - 1));
            message.setHeader("References", String.join("\r\n ", mail.references()));
        }
        if (mail.automatic()) {
            // RFC 3834; the second keeps Exchange from answering with an absence note.
            message.setHeader(
                    "Auto-Submitted", mail.kind().equals("acknowledgement") ? "auto-replied" : "auto-generated");
            message.setHeader("X-Auto-Response-Suppress", "All");
        }
        message.setHeader("X-Mailer", "Promisedesk");
        var texts = new MimeMultipart("alternative");
        texts.addBodyPart(text(mail.text(), "plain"));
        texts.addBodyPart(text(mail.html(), "html"));
        message.setContent(mail.files().isEmpty() ? texts : withFiles(texts, mail));
        message.saveChanges();
        return message;
    }

    private static MimeMultipart withFiles(MimeMultipart texts, OutgoingMail mail) throws MessagingException {
        var mixed = new MimeMultipart("mixed");
        var body = new MimeBodyPart();
        body.setContent(texts);
        mixed.addBodyPart(body);
        for (MailFile file : mail.files()) {
            var part = new MimeBodyPart();
            part.setDataHandler(new DataHandler(new ByteArrayDataSource(file.bytes(), knownType(file.contentType()))));
            part.setFileName(oneLine(file.name()));
            part.setDisposition(Part.ATTACHMENT);
            mixed.addBodyPart(part);
        }
        return mixed;
    }

    private static MimeBodyPart text(String content, String subtype) throws MessagingException {
        var part = new MimeBodyPart();
        part.setText(content, UTF_8, subtype);
        return part;
    }

    private static String knownType(String contentType) {
        try {
            return new ContentType(oneLine(contentType)).toString();
        } catch (ParseException e) {
            return "application/octet-stream";
        }
    }

    /** A line break in a header would begin another header. */
    private static String oneLine(String value) {
        return value.replaceAll("\\s*[\\r\\n]+\\s*", " ").strip();
    }

    /** Keeps the id under which the outbox knows the mail; Jakarta Mail would make a new one on every save. */
    private static final class WithOurId extends MimeMessage {

        private final String messageId;

        WithOurId(Session session, String messageId) {
            super(session);
            this.messageId = messageId;
        }

        @Override
        protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", messageId);
        }
    }
}
