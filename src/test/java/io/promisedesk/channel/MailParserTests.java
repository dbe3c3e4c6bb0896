package io.promisedesk.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.promisedesk.ticket.FileContent;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MailParserTests {

    private static final FileLimits LIMITS = new FileLimits(1_000_000, 3_000_000, 20);
    private static final String RUSSIAN = "Здравствуйте! У меня не печатает принтер, помогите, пожалуйста. Ёлкин";

    @Test
    void readsAPlainMail() {
        IncomingMail mail = parse(
                """
                From: Anna Weber <Anna@Example.org>
                Subject: Printer
                Message-ID: <1@example.org>
                In-Reply-To: <b@x>
                References: <a@x>
                 <b@x>
                Date: Mon, 2 Mar 2026 10:00:00 +0100

                It burns.
                """);

        assertThat(mail.key()).isEqualTo("<1@example.org>");
        assertThat(mail.kind()).isEqualTo(MailKind.PERSONAL);
        assertThat(mail.sender()).isEqualTo("anna@example.org");
        assertThat(mail.senderName()).isEqualTo("Anna Weber");
        assertThat(mail.subject()).isEqualTo("Printer");
        assertThat(mail.text()).isEqualTo("It burns.");
        assertThat(mail.html()).isNull();
        assertThat(mail.references()).containsExactly("<b@x>", "<a@x>");
        assertThat(mail.sentAt()).isEqualTo("2026-03-02T09:00:00Z");
        assertThat(mail.language()).isNull();
        assertThat(mail.damages()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "KOI8-R, koi8-r",
        "windows-1251, windows-1251",
        "UTF-8, utf-8",
        "windows-1251, x-unknown",
        "KOI8-R,",
        "UTF-8, us-ascii"
    })
    void readsCyrillicWhateverTheCharsetIsAndWhateverTheMailSaysItIs(Charset real, String declared) {
        String type = declared == null ? "text/plain" : "text/plain; charset=" + declared;
        byte[] head = ("From: a@x.org\r\nContent-Transfer-Encoding: 8bit\r\nContent-Type: " + type + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);

        IncomingMail mail = MailParser.parse(concat(head, RUSSIAN.getBytes(real)), LIMITS);

        assertThat(mail.text()).isEqualTo(RUSSIAN);
        assertThat(mail.language()).isEqualTo(Locale.forLanguageTag("ru"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "=?koi8-r?B?7sUg0MXewdTBxdQ=?=",
                "=?windows-1251?Q?=CD=E5_=EF=E5=F7=E0=F2=E0=E5=F2?=",
                "=?UTF-8?B?0J3QtSDQv9C10YfQsNGC?=\r\n =?UTF-8?B?0LDQtdGC?=",
                "=?x-cyrillic-mac-of-old?Q?=CD=E5_=EF=E5=F7=E0=F2=E0=E5=F2?="
            })
    void readsEncodedSubjects(String subject) {
        assertThat(parse("From: a@x.org\nSubject: " + subject + "\n\ntext").subject())
                .isEqualTo("Не печатает");
    }

    @Test
    void readsHeadersThatAreBareBytes() {
        byte[] raw = concat(
                "From: ".getBytes(StandardCharsets.US_ASCII),
                "Иван Петров <ivan@x.org>\r\nSubject: Не печатает принтер\r\n\r\ntext"
                        .getBytes(Charset.forName("windows-1251")));

        IncomingMail mail = MailParser.parse(raw, LIMITS);

        assertThat(mail.subject()).isEqualTo("Не печатает принтер");
        assertThat(mail.sender()).isEqualTo("ivan@x.org");
        assertThat(mail.senderName()).isEqualTo("Иван Петров");
    }

    @Test
    void derivesTextFromHtmlAndMakesTheHtmlHarmless() {
        IncomingMail mail = parse(
                """
                From: a@x.org
                Content-Type: text/html; charset=utf-8

                <html><head><style>p{color:red}</style><title>t</title></head><body onload="steal()">
                <p style="position:fixed">Hello <b>you</b></p><script>alert(1)</script>
                <a href="javascript:alert(2)" onclick="x()">bad</a> <a href="https://example.org/">good</a>
                <img src="https://tracker.example/p.gif"><img src=x onerror=alert(3)><svg onload=alert(4)></svg>
                <form action="https://evil.example"><input name="password"></form><iframe src="https://evil.example"></iframe>
                <div style="display: none">hidden</div><a href="data:text/html,<script>alert(5)</script>">data</a>
                <base href="https://evil.example"><meta http-equiv="refresh" content="0;url=https://evil.example">
                <blockquote>what was said before</blockquote></body></html>
                """);

        assertThat(mail.text())
                .startsWith("Hello you")
                .contains("good: https://example.org/", "> what was said before")
                .doesNotContain("alert", "color", "<");
        assertThat(mail.html())
                .contains("<b>you</b>", "href=\"https://example.org/\"", "noopener", "<blockquote>")
                .doesNotContain(
                        "script",
                        "onload",
                        "onerror",
                        "onclick",
                        "javascript",
                        "tracker",
                        "form",
                        "input",
                        "iframe",
                        "evil",
                        "style",
                        "svg",
                        "hidden",
                        "data:",
                        "base",
                        "meta");
    }

    @Test
    void prefersPlainTextAndKeepsTheHtmlBesideIt() {
        IncomingMail mail = parse(
                """
                From: a@x.org
                Content-Type: multipart/alternative; boundary=b

                --b
                Content-Type: text/plain

                plain words
                --b
                Content-Type: text/html

                <p>html <i>words</i></p>
                --b--
                """);

        assertThat(mail.text()).isEqualTo("plain words");
        assertThat(mail.html()).contains("<i>words</i>");
        assertThat(mail.files()).isEmpty();
    }

    @Test
    void takesPicturesAndFilesOutOfNestedParts() {
        byte[] pixel = Base64.getDecoder()
                .decode(
                        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");
        IncomingMail mail = parse(
                """
                From: a@x.org
                Content-Type: multipart/mixed; boundary=outer

                --outer
                Content-Type: multipart/related; boundary=related

                --related
                Content-Type: multipart/alternative; boundary=alt

                --alt
                Content-Type: text/plain

                See the picture.
                --alt
                Content-Type: text/html

                <p>See <img src="cid:pic@x" alt="the picture"></p>
                --alt--
                --related
                Content-Type: image/png
                Content-ID: <pic@x>
                Content-Disposition: inline
                Content-Transfer-Encoding: base64

                %s
                --related--
                --outer
                Content-Type: application/pdf; name*=UTF-8''%%D1%%81%%D1%%87%%D1%%91%%D1%%82.pdf
                Content-Disposition: attachment; filename*=UTF-8''%%D1%%81%%D1%%87%%D1%%91%%D1%%82.pdf
                Content-Transfer-Encoding: base64

                JVBERg==
                --outer
                Content-Type: message/rfc822

                From: b@x.org
                Subject: inner / subject

                inner text
                --outer--
                """
                        .formatted(Base64.getMimeEncoder().encodeToString(pixel)));

        assertThat(mail.text()).isEqualTo("See the picture.");
        assertThat(mail.html()).contains("<img src=\"data:image/png;base64,");
        assertThat(mail.files())
                .extracting(FileContent::name)
                .containsExactly("image1.png", "счёт.pdf", "inner _ subject.eml");
        assertThat(mail.files().get(0).bytes()).isEqualTo(pixel);
        assertThat(mail.damages()).isEmpty();
    }

    @Test
    void leavesOutFilesThatAreTooLargeAndSaysSo() {
        IncomingMail mail = MailParser.parse(
                crlf(
                        """
                        From: a@x.org
                        Content-Type: multipart/mixed; boundary=b

                        --b

                        text
                        --b
                        Content-Type: application/zip
                        Content-Disposition: attachment; filename="../../big.zip"

                        %s
                        --b--
                        """
                                .formatted("x".repeat(2000))),
                new FileLimits(1000, 3000, 20));

        assertThat(mail.files()).isEmpty();
        assertThat(mail.leftOut()).containsExactly(".._.._big.zip (0.0 MB)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"filename*=UTF-8\'\'%C3%A4%C3%B6%C3%BC.pdf", "filename=\"=?utf-8?Q?=C3=A4=C3=B6=C3=BC.pdf?=\""})
    void leavesLettersThatAreDecodedAlone(String filename) {
        IncomingMail mail = parse(
                """
                From: =?utf-8?Q?J=C3=B6?= <a@x.org>
                Content-Type: multipart/mixed; boundary=b

                --b

                text
                --b
                Content-Type: application/pdf
                Content-Disposition: attachment; %s

                x
                --b--
                """
                        .formatted(filename));

        assertThat(mail.files()).extracting(FileContent::name).containsExactly("äöü.pdf");
        assertThat(mail.senderName()).isEqualTo("Jö");
    }

    @Test
    void joinsLinesThatWereBrokenForTransport() {
        assertThat(MailParser.unflow("one \ntwo\n> quoted \n-- \nme", false)).isEqualTo("one two\n> quoted \n-- \nme");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: multipart/mixed\n\nno boundary at all",
                "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nno end",
                "Content-Type: multipart/mixed; boundary=b\n\nno part",
                "Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n!!! this is not base64 !!!",
                "Content-Type: text/plain\nContent-Transfer-Encoding: x-unheard-of\n\nwords",
                "Content-Type: ///;;;=\n\nwords",
                "Content-Type: text/plain; charset=\"\n\nwords",
                "Subject: =?utf-8?B?!!!?=\nDate: yesterday\nMessage-ID: none\n\nwords"
            })
    void readsWhatItCanOfBrokenMime(String broken) {
        IncomingMail mail = parse("From: a@x.org\n" + broken);

        assertThat(mail.sender()).isEqualTo("a@x.org");
        assertThat(mail.text().isBlank() && mail.files().isEmpty())
                .as("nothing to see of %s", mail)
                .isFalse();
    }

    @Test
    void keepsTheSourceOfWhatCouldNotBeRead() {
        IncomingMail mail = parse(
                "From: a@x.org\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/alternative\n\nx");

        assertThat(mail.damages()).isNotEmpty();
        assertThat(mail.files()).extracting(FileContent::name).contains("original.eml");
    }

    @Test
    void keepsTheBeginningOfADamagedMailThatIsTooLargeToKeepWhole() {
        String mail = "From: a@x.org\nContent-Type: multipart/mixed\n\n" + "Please call me: 555 123. ".repeat(100);
        IncomingMail parsed = MailParser.parse(crlf(mail), new FileLimits(200, 600, 20));

        assertThat(parsed.files()).singleElement().satisfies(file -> {
            assertThat(file.name()).isEqualTo("original-beginning.txt");
            assertThat(new String(file.bytes(), StandardCharsets.UTF_8))
                    .hasSize(200)
                    .startsWith("From: a@x.org")
                    .contains("Please call me");
        });
    }

    @Test
    void keepsTheSourceHoweverManyFilesThereAre() {
        IncomingMail mail = parse(withFiles(60, "x") + "--b\nContent-Type: multipart/mixed\n\nbroken\n--b--\n");

        assertThat(mail.files())
                .hasSize(20)
                .extracting(FileContent::name)
                .contains("1.pdf", "19.pdf", "original.eml")
                .doesNotContain("20.pdf");
        assertThat(mail.leftOut()).hasSize(41).contains("20.pdf (0.0 MB)", "60.pdf (0.0 MB)");
    }

    @Test
    void keepsNoMoreBytesThanTheDeskTakes() {
        String raw = withFiles(4, "x".repeat(400)) + "--b--\n";
        IncomingMail mail = MailParser.parse(crlf(raw), new FileLimits(500, 1000, 20));

        assertThat(mail.files()).extracting(FileContent::name).containsExactly("1.pdf", "2.pdf");
        assertThat(mail.leftOut()).containsExactly("3.pdf (0.0 MB)", "4.pdf (0.0 MB)");
    }

    @Test
    void keepsWhatIsAttachedRatherThanWhatTheTextShowsAnyway() {
        String raw = "From: a@x.org\nContent-Type: multipart/mixed; boundary=b\n\n"
                + "--b\nContent-Type: image/png; name=logo.png\nContent-ID: <logo>\n\nx\n"
                + "--b\nContent-Type: application/pdf; name=contract.pdf\n\nx\n--b--\n";
        IncomingMail mail = MailParser.parse(crlf(raw), new FileLimits(500, 1000, 1));

        assertThat(mail.files()).extracting(FileContent::name).containsExactly("contract.pdf");
        assertThat(mail.leftOut()).containsExactly("logo.png (0.0 MB)");
    }

    private static String withFiles(int count, String content) {
        var mail = new StringBuilder("From: a@x.org\nContent-Type: multipart/mixed; boundary=b\n\n");
        for (int i = 1; i <= count; i++) {
            mail.append("--b\nContent-Type: application/pdf\nContent-Disposition: attachment; filename=%d.pdf\n\n%s\n"
                    .formatted(i, content));
        }
        return mail.toString();
    }

    @Test
    void neverFailsOnBytesAtRandom() {
        var random = new Random(7);
        String seed =
                """
                From: =?utf-8?B?0J3QtQ==?= <a@x.org>
                Subject: =?koi8-r?Q?=EE=C5?=
                Content-Type: multipart/mixed; boundary=b

                --b
                Content-Type: text/html; charset=utf-8
                Content-Transfer-Encoding: quoted-printable

                <p>=D0=9D=D0=B5</p>
                --b
                Content-Type: image/png; name="x.png"
                Content-Transfer-Encoding: base64
                Content-ID: <x>

                iVBORw0KGgo=
                --b--
                """;
        for (int i = 0; i < 500; i++) {
            byte[] raw = crlf(seed);
            for (int flips = random.nextInt(12); flips >= 0; flips--) {
                raw[random.nextInt(raw.length)] = (byte) random.nextInt(256);
            }
            assertThat(MailParser.parse(raw, LIMITS).text()).doesNotContain("\u0000");
        }
    }

    @Test
    void knowsTheSameMailWithoutIdByItsBytes() {
        IncomingMail first = parse("From: a@x.org\n\ntext");

        assertThat(parse("From: a@x.org\n\ntext").key()).isEqualTo(first.key()).startsWith("sha256:");
        assertThat(parse("From: a@x.org\n\nother").key()).isNotEqualTo(first.key());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Auto-Submitted: auto-replied (vacation) | AUTO_REPLY",
                "Auto-Submitted: auto-generated          | AUTOMATIC",
                "Auto-Submitted: no                      | PERSONAL",
                "X-Autoreply: yes                        | AUTO_REPLY",
                "Precedence: auto_reply                  | AUTO_REPLY",
                "Return-Path: <>                         | AUTO_REPLY",
                "Precedence: bulk                        | NO_AUTO_REPLY",
                "List-Id: <all.example.org>              | NO_AUTO_REPLY",
                "X-Auto-Response-Suppress: OOF           | NO_AUTO_REPLY",
                "Content-Type: multipart/report; report-type=disposition-notification; boundary=b | AUTO_REPLY",
                "Content-Type: multipart/report; report-type=delivery-status; boundary=b          | BOUNCE",
                "Return-Path: <a@x.org>                  | PERSONAL"
            })
    void knowsMachinesByTheirHeaders(String header, MailKind kind) {
        assertThat(parse("From: a@x.org\n" + header.strip() + "\n\ntext").kind())
                .isEqualTo(kind);
    }

    @Test
    void findsTheAuthorOfAMailThatAListHasRewritten() {
        IncomingMail mail = parse(
                """
                From: 'Mia Brown' via Support <support@example.com>
                X-Original-From: Mia Brown <mia@example.org>
                List-Id: <support.example.com>

                Why?""");

        assertThat(mail.sender()).isEqualTo("mia@example.org");
        assertThat(mail.senderName()).isEqualTo("Mia Brown");
    }

    @Test
    void readsADeliveryReport() {
        IncomingMail mail = parse(MailSamples.bounceOf("<lost@promisedesk.local>"));

        assertThat(mail.kind()).isEqualTo(MailKind.BOUNCE);
        assertThat(mail.failedDelivery()).isNotNull();
        assertThat(mail.failedDelivery().messageId()).isEqualTo("<lost@promisedesk.local>");
        assertThat(mail.failedDelivery().forGood()).isTrue();
        assertThat(mail.failedDelivery().report()).contains("Final-Recipient: rfc822; anna@example.org", "550 5.1.1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "From: anna@example.org                          | anna@example.org",
                "From: \"Weber, Anna\" <anna@example.org>        | anna@example.org",
                "From: Weber, Anna <anna@example.org>            | anna@example.org",
                "From: <<anna@example.org>>                      | anna@example.org",
                "From: undisclosed:;                             | ",
                "Sender: anna@example.org                        | anna@example.org"
            })
    void findsTheSenderHoweverItIsWritten(String header, String address) {
        assertThat(parse(header.strip() + "\n\ntext").sender()).isEqualTo(address);
    }

    private static IncomingMail parse(String raw) {
        return MailParser.parse(crlf(raw), LIMITS);
    }

    static byte[] crlf(String raw) {
        return raw.replace("\r\n", "\n").replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = java.util.Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
