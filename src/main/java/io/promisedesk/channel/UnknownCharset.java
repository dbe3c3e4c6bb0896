package io.promisedesk.channel;

import jakarta.mail.internet.MimeUtility;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads bytes whose charset is not said, said wrongly, or unheard of: most such mail is UTF-8 or old Cyrillic. */
final class UnknownCharset {

    private static final Charset WINDOWS_1251 = Charset.forName("windows-1251");
    private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");
    private static final Charset KOI8_R = Charset.forName("KOI8-R");

    private UnknownCharset() {}

    /** @param declared what the mail says, or null */
    static String decode(byte[] bytes, @Nullable String declared) {
        Charset charset =
                declared == null || declared.toLowerCase(Locale.ROOT).contains("ascii") ? null : named(declared);
        if (charset == null || charset.equals(StandardCharsets.UTF_8) && !isUtf8(bytes)) {
            return new String(bytes, guess(bytes));
        }
        return new String(bytes, charset);
    }

    private static @Nullable Charset named(String declared) {
        try {
            return Charset.forName(MimeUtility.javaCharset(declared.strip()));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    static Charset guess(byte[] bytes) {
        if (isUtf8(bytes)) {
            return StandardCharsets.UTF_8;
        }
        int ascii = 0;
        int upperHalf = 0;
        int lowerHalf = 0;
        for (byte b : bytes) {
            int value = b & 0xFF;
            if (value >= 0xE0) {
                upperHalf++;
            } else if (value >= 0xC0) {
                lowerHalf++;
            } else if (Character.isLetter(value) && value < 0x80) {
                ascii++;
            }
        }
        if (upperHalf + lowerHalf < ascii / 3) {
            return WINDOWS_1252;
        }
        // Small letters are the most: at E0-FF in windows-1251, at C0-DF in KOI8-R.
        return upperHalf >= lowerHalf ? WINDOWS_1251 : KOI8_R;
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
