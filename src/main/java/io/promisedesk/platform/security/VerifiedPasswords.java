package io.promisedesk.platform.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Passwords that were found right a moment ago. A program that uses HTTP Basic sends its password with each request; that
 * costs a hash and five statements every time without this. Kept is a keyed digest, never the password; the key lives as
 * long as the process. Only the password is remembered: what the person may do, and whether they are still there, is read
 * with every request. A changed password is therefore accepted in its old form for that long, no longer.
 */
@Component
class VerifiedPasswords {

    private static final String ALGORITHM = "HmacSHA256";

    private static final int MANY = 10_000;

    private final Cache<String, byte[]> digests;

    /** Whoever guesses must meet the throttle each time, also while the right person is at work. */
    private final Cache<String, Boolean> guessedAt = Caffeine.newBuilder()
            .expireAfterWrite(LoginThrottle.FORGIVEN_AFTER)
            .maximumSize(MANY)
            .build();

    private final SecretKeySpec key;

    VerifiedPasswords(@Value("${promisedesk.security.remember-passwords-for:30s}") Duration rememberFor) {
        this.digests = Caffeine.newBuilder()
                .expireAfterWrite(rememberFor)
                .maximumSize(MANY)
                .build();
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        this.key = new SecretKeySpec(random, ALGORITHM);
    }

    boolean knows(String userId, String password) {
        byte[] known = digests.getIfPresent(userId);
        return known != null && MessageDigest.isEqual(known, digest(userId, password));
    }

    void remember(String userId, String password) {
        if (guessedAt.getIfPresent(userId) == null) {
            digests.put(userId, digest(userId, password));
            if (guessedAt.getIfPresent(userId) != null) {
                digests.invalidate(userId);
            }
        }
    }

    /** A wrong password was tried: for a while each password of that person is checked again. */
    void distrust(String userId) {
        guessedAt.put(userId, true);
        digests.invalidate(userId);
    }

    private byte[] digest(String userId, String password) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(userId.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            return mac.doFinal(password.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }
}
