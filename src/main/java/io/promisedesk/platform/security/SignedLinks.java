package io.promisedesk.platform.security;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Links in mails with which one person may do one thing once, until they expire: {@code /act/<token>}. The token says
 * what, about what, by whom and until when, and is signed (HMAC-SHA256, cut to 128 bits) with a key that is kept in the
 * database. It replaces no log-in: whoever uses it has logged in as that person.
 */
@Component
public class SignedLinks {

    /** How a link stands for whoever has followed it. */
    public enum State {
        VALID,
        EXPIRED,
        USED,
        /** Made for somebody else. */
        NOT_YOURS,
        /** Not made by us, or cut short on its way. */
        FORGED
    }

    /**
     * What a link is for.
     *
     * @param purpose what it does: see {@link LinkedAct#purpose()}
     * @param subject about what, in the purpose's own spelling
     * @param person user id of whom it was made for
     */
    public record Link(String purpose, String subject, String person, Instant expires) {}

    /** @param link null where it is forged */
    public record Verified(State state, @Nullable Link link) {}

    private static final String ALGORITHM = "HmacSHA256";
    private static final String SEPARATOR = "\n";
    private static final int SIGNATURE_BYTES = 16;
    private static final int MOST_CHARACTERS = 500;
    /** Longer than a link lives: a clock that jumps back must not make used links work again. */
    private static final Duration REMEMBERED_BEYOND = Duration.ofDays(2);

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Duration lifetime;
    private final TransactionTemplate apart;
    private volatile byte @Nullable [] key;

    SignedLinks(
            JdbcClient jdbc,
            Clock clock,
            PlatformTransactionManager transactions,
            @Value("${promisedesk.mail.link-lifetime:3d}") Duration lifetime) {
        this.jdbc = jdbc;
        this.apart = new TransactionTemplate(transactions);
        this.apart.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        this.clock = clock;
        this.lifetime = lifetime;
    }

    /** Path of a new link, to be put behind the public address: {@code /act/<token>}. */
    public String path(String purpose, String subject, String person) {
        return "/act/" + sign(purpose, subject, person);
    }

    /** A token that holds from now for the usual lifetime; safe in an address. */
    public String sign(String purpose, String subject, String person) {
        return sign(new Link(purpose, subject, person, clock.instant().plus(lifetime)));
    }

    String sign(Link link) {
        if ((link.purpose() + link.subject() + link.person()).contains(SEPARATOR)) {
            throw new IllegalArgumentException("a link cannot say this: " + link);
        }
        byte[] said = String.join(
                        SEPARATOR,
                        link.purpose(),
                        link.subject(),
                        link.person(),
                        Long.toString(link.expires().getEpochSecond(), Character.MAX_RADIX))
                .getBytes(StandardCharsets.UTF_8);
        byte[] token = ByteBuffer.allocate(SIGNATURE_BYTES + said.length)
                .put(signature(said))
                .put(said)
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    }

    /** Says how the link stands for that person; changes nothing. */
    @Transactional(readOnly = true)
    public Verified verify(String token, String person) {
        Optional<Link> genuine = read(token);
        if (genuine.isEmpty()) {
            return new Verified(State.FORGED, null);
        }
        Link link = genuine.get();
        State state;
        if (!link.person().equals(person)) {
            state = State.NOT_YOURS;
        } else if (isUsed(token)) {
            state = State.USED;
        } else {
            state = clock.instant().isBefore(link.expires()) ? State.VALID : State.EXPIRED;
        }
        return new Verified(state, link);
    }

    /**
     * Uses the link up, in the transaction of what it does: true for exactly one caller, who alone may do it. Whoever
     * asks at the same time waits for that transaction, and may where it is rolled back.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean use(String token, String person) {
        Verified verified = verify(token, person);
        if (verified.state() != State.VALID || verified.link() == null) {
            return false;
        }
        Instant now = clock.instant();
        jdbc.sql("delete from platform_link_used where forget_at < :now")
                .param("now", Timestamp.from(now))
                .update();
        return jdbc.sql(
                                """
                                insert into platform_link_used (link, person, used_at, forget_at)
                                values (:link, :person, :now, :forgetAt) on conflict (link) do nothing
                                """)
                        .param("link", id(token))
                        .param("person", person)
                        .param("now", Timestamp.from(now))
                        .param(
                                "forgetAt",
                                Timestamp.from(verified.link().expires().plus(REMEMBERED_BEYOND)))
                        .update()
                == 1;
    }

    private boolean isUsed(String token) {
        return jdbc.sql("select exists (select from platform_link_used where link = :link)")
                .param("link", id(token))
                .query(Boolean.class)
                .single();
    }

    /** The signature; the same token cannot be spelled in two ways that differ in it. */
    private static byte[] id(String token) {
        return Arrays.copyOf(Base64.getUrlDecoder().decode(token), SIGNATURE_BYTES);
    }

    private Optional<Link> read(String token) {
        if (token.length() > MOST_CHARACTERS) {
            return Optional.empty();
        }
        byte[] raw;
        try {
            raw = Base64.getUrlDecoder().decode(token);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (raw.length <= SIGNATURE_BYTES) {
            return Optional.empty();
        }
        byte[] said = Arrays.copyOfRange(raw, SIGNATURE_BYTES, raw.length);
        if (!MessageDigest.isEqual(Arrays.copyOf(raw, SIGNATURE_BYTES), signature(said))) {
            return Optional.empty();
        }
        // Signed by us, so it is well-formed.
        String[] parts = new String(said, StandardCharsets.UTF_8).split(SEPARATOR, -1);
        return Optional.of(new Link(
                parts[0], parts[1], parts[2], Instant.ofEpochSecond(Long.parseLong(parts[3], Character.MAX_RADIX))));
    }

    private byte[] signature(byte[] said) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key(), ALGORITHM));
            return Arrays.copyOf(mac.doFinal(said), SIGNATURE_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] key() {
        byte[] known = key;
        if (known == null) {
            // Kept beyond a transaction of the caller that may be rolled back.
            known = Objects.requireNonNull(apart.execute(status -> makeOrRead()));
            key = known;
        }
        return known;
    }

    /** Nodes that need it at the same moment agree: the first insert wins, the others read. */
    private byte[] makeOrRead() {
        byte[] fresh = new byte[32];
        new SecureRandom().nextBytes(fresh);
        return jdbc.sql(
                        """
                        insert into platform_link_key (key, created_at) values (:key, :now)
                        on conflict (only_one) do update set key = platform_link_key.key returning key
                        """)
                .param("key", fresh)
                .param("now", Timestamp.from(clock.instant()))
                .query((row, n) -> row.getBytes("key"))
                .single();
    }
}
