package io.promisedesk.channel;

import io.promisedesk.channel.IncomingMail.FailedDelivery;
import io.promisedesk.notification.HtmlText;
import io.promisedesk.platform.i18n.WrittenLanguage;
import io.promisedesk.ticket.FileContent;
import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import jakarta.mail.internet.ParseException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Date;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Understands a mail as far as it can be understood. Never fails on what somebody sent: what cannot be read is noted as
 * damage, and the whole source goes along as a file.
 */
final class MailParser {

    private static final int DEEPEST = 20;
    private static final int LONGEST_TEXT = 500_000;
    private static final int LONGEST_LINE = 500;
    private static final int LONGEST_BEGINNING = 1024 * 1024;

    /** File that holds the mail as it came, where something in it could not be shown. */
    static final String SOURCE = "original.eml";

    /** Instead of {@link #SOURCE}, where that would be too large. */
    static final String BEGINNING_OF_SOURCE = "original-beginning.txt";

    private static final Pattern MESSAGE_ID = Pattern.compile("<[^<>\\s]{3,900}>");
    private static final Pattern ENCODED_WORD = Pattern.compile("=\\?[^?\\s]+\\?[BbQq]\\?");
    private static final Pattern BARE_ADDRESS = Pattern.compile("[^\\s<>@,;:\"()]+@[^\\s<>@,;:\"()]+");

    private final byte[] raw;
    private final FileLimits limits;
    private final MimeMessage mail;
    private final List<String> damages = new ArrayList<>();
    private final List<Found> found = new ArrayList<>();
    private final List<String> leftOut = new ArrayList<>();
    private final Map<String, byte[]> images = new HashMap<>();
    private final Map<String, String> imageTypes = new HashMap<>();
    private final StringBuilder report = new StringBuilder();
    private @Nullable String undelivered;
    private boolean forGood;
    private boolean saysWhatHappened;

    static {
        // Jakarta Mail takes these from the system's properties only. Each makes it read more and refuse less.
        for (String lenient : List.of(
                "mail.mime.multipart.allowempty",
                "mail.mime.ignoreunknownencoding",
                "mail.mime.ignoremultipartencoding",
                "mail.mime.base64.ignoreerrors",
                "mail.mime.uudecode.ignoreerrors",
                "mail.mime.uudecode.ignoremissingbeginend",
                "mail.mime.decodefilename",
                "mail.mime.applefilenames",
                "mail.mime.windowsfilenames")) {
            setUnlessSet(lenient, "true");
        }
        setUnlessSet("mail.mime.parameters.strict", "false");
        setUnlessSet("mail.mime.decodetext.strict", "false");
    }

    private static void setUnlessSet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    private MailParser(byte[] raw, FileLimits limits) throws MessagingException {
        this.raw = raw;
        this.limits = limits;
        var properties = new Properties();
        properties.setProperty("mail.mime.address.strict", "false");
        this.mail = new MimeMessage(Session.getInstance(properties), new ByteArrayInputStream(raw));
    }

    /** @param limits what goes beyond them is left out */
    static IncomingMail parse(byte[] raw, FileLimits limits) {
        try {
            return new MailParser(raw, limits).parse();
        } catch (MessagingException e) {
            throw new IllegalStateException("headers without structure are all that Jakarta Mail asks for", e);
        }
    }

    private IncomingMail parse() throws MessagingException {
        MailKind kind = attempt("the headers", () -> MailKind.of(mail)).orElse(MailKind.PERSONAL);
        Body body = new Body();
        walk(mail, body, 0);
        String text = cut(clean(body.text()));
        String html = body.html();
        String shown = html == null ? null : clean(ForeignHtml.sanitise(html, images, imageTypes));
        if (shown != null && (shown.isBlank() || shown.length() > 4 * LONGEST_TEXT)) {
            shown = null;
        }
        String subject = oneLine(text(header("Subject")));
        InternetAddress sender = sender();
        String address = sender == null ? null : clean(sender.getAddress()).toLowerCase(Locale.ROOT);
        String personal = sender == null ? null : sender.getPersonal();
        String name = personal == null ? null : oneLine(read(personal, isBare(header("From"))));
        String messageId = firstId(header("Message-ID"));
        String fingerprint = hash((address + "\n" + subject + "\n" + text).getBytes(StandardCharsets.UTF_8));
        if (text.isBlank()
                && found.isEmpty()
                && leftOut.isEmpty()
                && !new String(rawBytes(mail), StandardCharsets.UTF_8).isBlank()) {
            damages.add("nothing in it could be read");
        }
        if (!damages.isEmpty() || body.wasCut) {
            keepSource();
        }
        return new IncomingMail(
                messageId != null ? messageId : "sha256:" + hash(raw),
                fingerprint,
                kind,
                messageId,
                address,
                name == null || name.isBlank() ? null : name,
                subject,
                text,
                shown,
                sentAt(),
                references(),
                WrittenLanguage.of(subject + " " + text).orElse(null),
                filesWithinLimits(),
                leftOut,
                damages,
                kind == MailKind.BOUNCE
                        ? new FailedDelivery(
                                undelivered,
                                forGood || !saysWhatHappened,
                                report.toString().strip())
                        : null);
    }

    /** Goes through the parts; what is text for the reader goes into the body, the rest becomes files. */
    private void walk(Part part, Body body, int depth) {
        if (depth > DEEPEST) {
            damages.add("nested too deeply");
            return;
        }
        try {
            if (part.isMimeType("multipart/*")) {
                walkMultipart(part, body, depth);
            } else if (part.isMimeType("message/delivery-status")
                    || part.isMimeType("message/rfc822-headers")
                    || part.isMimeType("text/rfc822-headers")) {
                readReport(part);
            } else if (part.isMimeType("message/rfc822")) {
                walkForwarded(part);
            } else if (isBodyText(part)) {
                body.add(part.isMimeType("text/html"), readText(part));
            } else {
                addFile(part);
            }
        } catch (MessagingException | IOException | RuntimeException e) {
            damages.add("a part could not be read: " + e.getMessage());
            byte[] rest = rawBytes(part);
            if (body.isEmpty() && rest.length > 0) {
                body.add(false, UnknownCharset.decode(rest, null));
            }
        }
    }

    private void walkMultipart(Part part, Body body, int depth) throws MessagingException, IOException {
        if (!(part.getContent() instanceof Multipart parts)) {
            throw new MessagingException("no parts");
        }
        if (parts.getCount() == 0 && !new String(rawBytes(part), StandardCharsets.UTF_8).isBlank()) {
            throw new MessagingException("no parts where they should be");
        }
        if (part.isMimeType("multipart/alternative")) {
            var alternative = new Body();
            for (int i = 0; i < parts.getCount(); i++) {
                var one = new Body();
                walk(parts.getBodyPart(i), one, depth + 1);
                alternative.offer(one);
            }
            body.append(alternative);
        } else {
            for (int i = 0; i < parts.getCount(); i++) {
                BodyPart child = parts.getBodyPart(i);
                walk(child, body, depth + 1);
            }
        }
    }

    private static boolean isBodyText(Part part) throws MessagingException {
        return (part.isMimeType("text/plain") || part.isMimeType("text/html"))
                && !Part.ATTACHMENT.equalsIgnoreCase(disposition(part))
                && fileName(part) == null;
    }

    private String readText(Part part) throws MessagingException {
        byte[] bytes = bytes(part);
        ContentType type = contentType(part);
        String text = UnknownCharset.decode(bytes, type == null ? null : type.getParameter("charset"));
        if (type != null && "flowed".equalsIgnoreCase(type.getParameter("format"))) {
            return unflow(text, "yes".equalsIgnoreCase(type.getParameter("delsp")));
        }
        return text;
    }

    /** Joins lines that were only broken for transport (RFC 3676). */
    static String unflow(String text, boolean deleteSpace) {
        var joined = new StringBuilder();
        boolean open = false;
        for (String line : text.lines().toList()) {
            boolean quoted = line.startsWith(">");
            String content = line.startsWith(" ") ? line.substring(1) : line;
            if (!joined.isEmpty() && (!open || quoted)) {
                joined.append('\n');
            }
            boolean soft = content.endsWith(" ") && !content.equals("-- ") && !quoted;
            joined.append(soft && deleteSpace ? content.substring(0, content.length() - 1) : content);
            open = soft;
        }
        return joined.toString();
    }

    private void readReport(Part part) throws MessagingException {
        var lines = new String(bytes(part), StandardCharsets.UTF_8);
        if (part.isMimeType("message/delivery-status")) {
            saysWhatHappened |= Pattern.compile("(?im)^Action:").matcher(lines).find();
            forGood |= Pattern.compile("(?im)^Action:\\s*failed").matcher(lines).find();
            lines.lines()
                    .filter(line -> line.matches("(?i)(Final-Recipient|Action|Status|Diagnostic-Code):.*"))
                    .forEach(line -> report.append(oneLine(line)).append('\n'));
        } else {
            Matcher id = Pattern.compile("(?im)^Message-ID:\\s*(<[^<>\\s]+>)").matcher(lines);
            if (id.find()) {
                undelivered = id.group(1);
            }
        }
    }

    private void walkForwarded(Part part) throws MessagingException, IOException {
        byte[] bytes = bytes(part);
        MimeMessage inner = new MimeMessage(null, new ByteArrayInputStream(bytes));
        if (undelivered == null) {
            undelivered = firstId(inner.getHeader("Message-ID", null));
        }
        String subject = oneLine(text(inner.getHeader("Subject", null)));
        addFile((subject.isBlank() ? "message" : subject) + ".eml", "message/rfc822", bytes, Rank.ATTACHED);
    }

    private void addFile(Part part) throws MessagingException {
        byte[] bytes = bytes(part);
        ContentType type = contentType(part);
        String mediaType =
                type == null ? "application/octet-stream" : type.getBaseType().toLowerCase(Locale.ROOT);
        String contentId = part instanceof MimeBodyPart body ? body.getContentID() : null;
        boolean inline = contentId != null && mediaType.startsWith("image/");
        if (contentId != null && inline) {
            String id = contentId.strip().replaceAll("^<|>$", "");
            images.put(id, bytes);
            imageTypes.put(id, mediaType);
        }
        String name = fileName(part);
        if (name == null || name.isBlank()) {
            String extension = mediaType.substring(mediaType.indexOf('/') + 1).replaceAll("[^a-z0-9]", "");
            name = mediaType.substring(0, mediaType.indexOf('/')) + (found.size() + 1) + "."
                    + (extension.isEmpty() || extension.equals("octetstream") ? "bin" : extension);
        }
        addFile(name, mediaType, bytes, inline ? Rank.SHOWN_IN_THE_TEXT : Rank.ATTACHED);
    }

    private void addFile(String name, String mediaType, byte[] bytes, Rank rank) {
        String safe = oneLine(name).replaceAll("[\\\\/:*?\"<>|]+", "_");
        if (safe.length() > 150) {
            safe = safe.substring(0, 100) + "…" + safe.substring(safe.length() - 49);
        }
        if (bytes.length > limits.each()) {
            leaveOut(safe, bytes.length);
        } else {
            found.add(new Found(new FileContent(safe, mediaType, bytes), rank));
        }
    }

    private void leaveOut(String name, long size) {
        leftOut.add("%s (%.1f MB)".formatted(name, size / 1048576.0));
    }

    /** What could not be shown is kept, however many and large the other files are; as much of it as a file may hold. */
    private void keepSource() {
        if (raw.length <= limits.each()) {
            addFile(SOURCE, "message/rfc822", raw, Rank.SOURCE);
        } else {
            int length = (int) Math.min(limits.each(), LONGEST_BEGINNING);
            addFile(BEGINNING_OF_SOURCE, "text/plain", Arrays.copyOf(raw, length), Rank.SOURCE);
        }
    }

    /** As they stand in the mail. Where not all can stay, the most important do; the others are named as left out. */
    private List<FileContent> filesWithinLimits() {
        Set<Found> kept = Collections.newSetFromMap(new IdentityHashMap<>());
        long room = limits.total();
        for (Found file :
                found.stream().sorted(Comparator.comparing(Found::rank)).toList()) {
            if (kept.size() < limits.count() && file.size() <= room) {
                kept.add(file);
                room -= file.size();
            }
        }
        found.stream().filter(file -> !kept.contains(file)).forEach(file -> leaveOut(file.content.name(), file.size()));
        return found.stream().filter(kept::contains).map(Found::content).toList();
    }

    /** The content decoded, or as it stands where its encoding is broken. */
    private byte[] bytes(Part part) throws MessagingException {
        try (InputStream content = part.getInputStream()) {
            return content.readAllBytes();
        } catch (IOException | MessagingException | RuntimeException e) {
            damages.add("a part is not encoded as it says: " + e.getMessage());
            return rawBytes(part);
        }
    }

    private static byte[] rawBytes(Part part) {
        try (InputStream content = part instanceof MimeMessage message
                ? message.getRawInputStream()
                : part instanceof MimeBodyPart body ? body.getRawInputStream() : InputStream.nullInputStream()) {
            return content.readAllBytes();
        } catch (IOException | MessagingException | RuntimeException e) {
            return new byte[0];
        }
    }

    private @Nullable InternetAddress sender() {
        // A list that rewrites From (its own DMARC policy forces it to) keeps the author here.
        String author = header("List-Id") == null ? "From" : "X-Original-From";
        for (String name : List.of(author, "From", "Sender", "Return-Path")) {
            String value = header(name);
            if (value == null || value.isBlank()) {
                continue;
            }
            try {
                for (InternetAddress address : InternetAddress.parseHeader(rawText(value), false)) {
                    Matcher plain = BARE_ADDRESS.matcher(String.valueOf(address.getAddress()));
                    if (plain.find()) {
                        address.setAddress(plain.group());
                        return address;
                    }
                }
            } catch (jakarta.mail.internet.AddressException e) {
                damages.add("the sender's address is not written as one");
            }
            Matcher bare = BARE_ADDRESS.matcher(value);
            if (bare.find()) {
                var address = new InternetAddress();
                address.setAddress(bare.group());
                return address;
            }
        }
        return null;
    }

    private List<String> references() {
        var nearestFirst = new ArrayList<>(ids(header("In-Reply-To")));
        List<String> earlier = new ArrayList<>(ids(header("References")));
        Collections.reverse(earlier);
        earlier.stream().filter(id -> !nearestFirst.contains(id)).forEach(nearestFirst::add);
        return nearestFirst.stream().limit(50).toList();
    }

    private static List<String> ids(@Nullable String header) {
        return header == null
                ? List.of()
                : MESSAGE_ID
                        .matcher(header)
                        .results()
                        .map(found -> found.group())
                        .collect(Collectors.toList());
    }

    private static @Nullable String firstId(@Nullable String header) {
        return ids(header).stream().findFirst().orElse(null);
    }

    private @Nullable Instant sentAt() {
        Date date = attempt("Date", mail::getSentDate).orElse(null);
        // What PostgreSQL and people can make sense of.
        return date == null || date.getTime() < 0 || date.getTime() > 4_102_444_800_000L ? null : date.toInstant();
    }

    private @Nullable String header(String name) {
        return attempt(name, () -> {
                    String[] values = mail.getHeader(name);
                    return values == null || values.length == 0 ? null : values[0];
                })
                .orElse(null);
    }

    /** A header's text with its encoded words decoded, and what was sent as bare bytes. */
    private static String text(@Nullable String header) {
        if (header == null) {
            return "";
        }
        String unfolded = rawText(MimeUtility.unfold(header));
        if (!ENCODED_WORD.matcher(unfolded).find()) {
            return unfolded;
        }
        try {
            return MimeUtility.decodeText(unfolded);
        } catch (UnsupportedEncodingException e) {
            // An unheard-of charset: the words one by one, so that the others are read.
            return Pattern.compile("=\\?([^?\\s]+)\\?([BbQq])\\?([^?]*)\\?=(?:\\s+(?==\\?))?")
                    .matcher(unfolded)
                    .replaceAll(word -> Matcher.quoteReplacement(decodeWord(word.group(2), word.group(3))));
        }
    }

    private static String decodeWord(String encoding, String encoded) {
        try {
            InputStream bytes = MimeUtility.decode(
                    new ByteArrayInputStream(encoded.replace('_', ' ').getBytes(StandardCharsets.US_ASCII)),
                    encoding.equalsIgnoreCase("B") ? "base64" : "quoted-printable");
            return UnknownCharset.decode(bytes.readAllBytes(), null);
        } catch (MessagingException | IOException e) {
            return encoded;
        }
    }

    /** What Jakarta Mail has taken out of a header: letters that it has decoded already are not guessed at again. */
    private static String read(String value, boolean bare) {
        return bare || value.chars().allMatch(c -> c < 128) ? text(value) : value;
    }

    /** Whether a header came with bytes above 127, in a charset that nothing names. */
    private static boolean isBare(@Nullable String header) {
        return header != null && header.chars().anyMatch(c -> c > 127);
    }

    /** Jakarta Mail gives header bytes above 127 as Latin-1. */
    private static String rawText(String header) {
        boolean bare = header.chars().anyMatch(c -> c > 127) && header.chars().allMatch(c -> c < 256);
        return bare ? UnknownCharset.decode(header.getBytes(StandardCharsets.ISO_8859_1), null) : header;
    }

    private static @Nullable ContentType contentType(Part part) throws MessagingException {
        try {
            return new ContentType(part.getContentType());
        } catch (ParseException e) {
            return null;
        }
    }

    private static @Nullable String disposition(Part part) {
        try {
            return part.getDisposition();
        } catch (MessagingException e) {
            return null;
        }
    }

    private static @Nullable String fileName(Part part) {
        try {
            String name = part.getFileName();
            String headers = Arrays.toString(part.getHeader("Content-Disposition"))
                    + Arrays.toString(part.getHeader("Content-Type"));
            return name == null ? null : read(name, isBare(headers));
        } catch (MessagingException e) {
            return null;
        }
    }

    private static String oneLine(String value) {
        String line = clean(value).replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
        return line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) + "…" : line;
    }

    /** PostgreSQL stores no NUL, and half a surrogate pair is no character. */
    private static String clean(String text) {
        return new String(
                text.replace("\u0000", "")
                        .replace("\r\n", "\n")
                        .replace('\r', '\n')
                        .getBytes(StandardCharsets.UTF_8),
                StandardCharsets.UTF_8);
    }

    private static String cut(String text) {
        return text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) + "…" : text;
    }

    private static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private <T> Optional<T> attempt(String what, Reading<T> reading) {
        try {
            return Optional.ofNullable(reading.read());
        } catch (MessagingException | RuntimeException e) {
            damages.add(what + " could not be read: " + e.getMessage());
            return Optional.empty();
        }
    }

    /** Which files stay where not all can; the first rather than the last. */
    private enum Rank {
        SOURCE,
        ATTACHED,
        SHOWN_IN_THE_TEXT
    }

    private record Found(FileContent content, Rank rank) {

        long size() {
            return content.bytes().length;
        }
    }

    private interface Reading<T> {
        @Nullable
        T read() throws MessagingException;
    }

    /** What the mail says to its reader, in the order of its parts. */
    private static final class Body {

        private final StringBuilder texts = new StringBuilder();
        private final StringBuilder htmls = new StringBuilder();
        private boolean hasHtml;
        private boolean hasText;
        boolean wasCut;

        void add(boolean isHtml, String content) {
            if (content.isBlank()) {
                return;
            }
            if (isHtml) {
                hasHtml = true;
                htmls.append(content);
                paragraph(HtmlText.of(content));
            } else {
                hasText = true;
                htmls.append("<pre>")
                        .append(org.jsoup.nodes.Entities.escape(content))
                        .append("</pre>");
                paragraph(content.strip());
            }
        }

        /** Of several ways to say the same: the first plain text, the last HTML. */
        void offer(Body other) {
            if (other.isEmpty()) {
                return;
            }
            if (!hasText && (other.hasText || texts.isEmpty())) {
                texts.setLength(0);
                texts.append(other.texts);
                hasText = other.hasText && !other.hasHtml;
            }
            if (other.hasHtml || htmls.isEmpty()) {
                htmls.setLength(0);
                htmls.append(other.htmls);
                hasHtml = other.hasHtml;
            }
        }

        void append(Body other) {
            if (!other.isEmpty()) {
                paragraph(other.texts.toString());
                htmls.append(other.htmls);
                hasHtml |= other.hasHtml;
                hasText |= other.hasText;
            }
        }

        private void paragraph(String text) {
            if (!text.isBlank()) {
                texts.append(texts.isEmpty() ? "" : "\n\n").append(text);
            }
            wasCut |= texts.length() > LONGEST_TEXT;
        }

        boolean isEmpty() {
            return texts.isEmpty() && htmls.isEmpty();
        }

        String text() {
            return texts.toString().strip();
        }

        /** Null where plain text is all there is. */
        @Nullable
        String html() {
            return hasHtml ? htmls.toString() : null;
        }
    }
}
