package io.promisedesk.roster;

import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.CurrentActor;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Secret addresses at which a calendar program reads a roster in the name of the person who made them: what they may not read
 * any more, the address does not show any more. One each for one's own shifts and for each team; the secret is shown once.
 */
@Service
public class FeedDesk {

    private static final int SECRET_BYTES = 32;
    private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9_-]{43}");

    private final JdbcClient jdbc;
    private final RosterRights rights;
    private final CurrentActor actors;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    FeedDesk(JdbcClient jdbc, RosterRights rights, CurrentActor actors, Clock clock) {
        this.jdbc = jdbc;
        this.rights = rights;
        this.actors = actors;
        this.clock = clock;
    }

    /**
     * An address that works.
     *
     * @param team null: the owner's own shifts
     */
    public record Feed(Actor owner, @Nullable String team) {}

    /**
     * Makes an address; the one before it works no longer.
     *
     * @param team null: the person's own shifts
     * @return the secret, which nobody can be told again
     */
    @Transactional
    public String make(@Nullable String team, Actor by) {
        if (!by.isPerson() || team != null && !rights.mayRead(team, by)) {
            throw Refusal.forbidden("roster.refused.feed");
        }
        revoke(team, by);
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        jdbc.sql("insert into roster_feed (secret, owner, team, created_at) values (:secret, :owner, :team, :now)")
                .param("secret", hash(secret))
                .param("owner", by.id())
                .param("team", team)
                .param("now", now())
                .update();
        return secret;
    }

    /** The person's address for that works no longer. */
    @Transactional
    public void revoke(@Nullable String team, Actor by) {
        jdbc.sql(
                        """
                        update roster_feed set revoked_at = :now
                        where owner = :owner and coalesce(team, '') = :team and revoked_at is null
                        """)
                .param("now", now())
                .param("owner", by.id())
                .param("team", team == null ? "" : team)
                .update();
    }

    /** For what that person has addresses that work: keys of teams, and '' for their own shifts. */
    public List<String> of(Actor person) {
        return jdbc.sql(
                        "select coalesce(team, '') from roster_feed where owner = :owner and revoked_at is null order by 1")
                .param("owner", person.id())
                .query(String.class)
                .list();
    }

    /** Empty where there is no such address, it was revoked, or its owner may not read that any more. */
    public Optional<Feed> open(String secret) {
        if (!SECRET.matcher(secret).matches()) {
            return Optional.empty();
        }
        record Row(String owner, @Nullable String team) {}
        return jdbc.sql("select owner, team from roster_feed where secret = :secret and revoked_at is null")
                .param("secret", hash(secret))
                .query((row, n) -> new Row(row.getString("owner"), row.getString("team")))
                .optional()
                .map(row -> new Feed(actors.of(row.owner()), row.team()))
                .filter(feed -> feed.team() == null
                        ? !feed.owner().roles().isEmpty()
                        : rights.mayRead(feed.team(), feed.owner()));
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }

    private static byte[] hash(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
