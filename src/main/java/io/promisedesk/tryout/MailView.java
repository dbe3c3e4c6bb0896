package io.promisedesk.tryout;

import com.icegreen.greenmail.store.StoredMessage;
import jakarta.mail.Header;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import java.io.IOException;
import java.io.InputStream;
import java.io.UnsupportedEncodingException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A mail as its recipient sees it.
 *
 * @param text its plain part; null where it has none
 * @param html its HTML part; null where it has none
 * @param references ids of the thread, this mail last: what an answer refers to
 */
record MailView(
        long id,
        Instant received,
        String from,
        String to,
        String subject,
        @Nullable String text,
        @Nullable String html,
        List<String> attachments,
        List<String> headers,
        List<String> references) {

    static MailView of(StoredMessage stored) {
        MimeMessage message = stored.getMimeMessage();
        var content = new Content();
        try {
            content.read(message);
        } catch (MessagingException | IOException e) {
            content.text = "(" + e.getMessage() + ")";
        }
        try {
            return new MailView(
                    stored.getUid(),
                    stored.getReceivedDate().toInstant(),
                    addresses(message.getHeader("From", ", ")),
                    addresses(message.getHeader("To", ", ")),
                    message.getSubject() == null ? "" : message.getSubject(),
                    content.text,
                    content.html,
                    content.attachments,
                    headers(message),
                    references(message));
        } catch (MessagingException e) {
            throw new IllegalStateException("cannot read the headers of a mail", e);
        }
    }

    /** A file that came with a mail. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    record Attachment(String name, byte[] bytes) {}

    /** @param number position among {@link #attachments()}; empty where there are not so many */
    static Optional<Attachment> attachment(StoredMessage stored, int number) {
        var content = new Content();
        try {
            content.read(stored.getMimeMessage());
            if (number < 0 || number >= content.parts.size()) {
                return Optional.empty();
            }
            try (InputStream bytes = content.parts.get(number).getInputStream()) {
                return Optional.of(new Attachment(content.attachments.get(number), bytes.readAllBytes()));
            }
        } catch (MessagingException | IOException e) {
            throw new IllegalStateException("cannot read an attachment", e);
        }
    }

    /** Its HTML for a frame of its own: links open beside the page. */
    public @Nullable String htmlInFrame() {
        return html == null ? null : "<base target=\"_blank\">" + html;
    }

    public String headersText() {
        return String.join("\n", headers);
    }

    public String answerSubject() {
        return subject.regionMatches(true, 0, "Re:", 0, 3) ? subject : "Re: " + subject;
    }

    private static String addresses(@Nullable String header) {
        return header == null ? "" : decode(header);
    }

    private static List<String> headers(MimeMessage message) throws MessagingException {
        List<String> lines = new ArrayList<>();
        for (Header header : Collections.list(message.getAllHeaders())) {
            lines.add(header.getName() + ": " + decode(MimeUtility.unfold(header.getValue())));
        }
        return lines;
    }

    private static List<String> references(MimeMessage message) throws MessagingException {
        List<String> ids = new ArrayList<>();
        String earlier = message.getHeader("References", " ");
        if (earlier != null) {
            ids.addAll(List.of(MimeUtility.unfold(earlier).strip().split("\\s+")));
        }
        if (message.getMessageID() != null) {
            ids.add(message.getMessageID());
        }
        return ids;
    }

    private static String decode(String header) {
        try {
            return MimeUtility.decodeText(header);
        } catch (UnsupportedEncodingException e) {
            return header;
        }
    }

    private static final class Content {

        private @Nullable String text;
        private @Nullable String html;
        private final List<String> attachments = new ArrayList<>();
        private final List<Part> parts = new ArrayList<>();

        void read(Part part) throws MessagingException, IOException {
            if (part.isMimeType("multipart/*") && part.getContent() instanceof Multipart parts) {
                for (int i = 0; i < parts.getCount(); i++) {
                    read(parts.getBodyPart(i));
                }
            } else if (part.getFileName() != null || Part.ATTACHMENT.equalsIgnoreCase(part.getDisposition())) {
                attach(part);
            } else if (part.isMimeType("text/html") && html == null) {
                html = String.valueOf(part.getContent());
            } else if (part.isMimeType("text/plain") && text == null) {
                text = String.valueOf(part.getContent());
            } else {
                attach(part);
            }
        }

        private void attach(Part part) throws MessagingException {
            attachments.add(part.getFileName() == null ? part.getContentType() : decode(part.getFileName()));
            parts.add(part);
        }
    }
}
