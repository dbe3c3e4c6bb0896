package io.promisedesk.ticket;

import io.promisedesk.notification.RenderedMail;
import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Team;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.i18n.Texts;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.Role;
import io.promisedesk.ticket.CustomerMails.Later;
import io.promisedesk.ticket.CustomerMails.Letter;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Mails to customers in the words of the team: per team and language, with every version kept. Supervisors edit those of
 * their teams, administrators all.
 */
@Component
@Transactional
public class TeamTexts {

    private final JdbcClient jdbc;
    private final PeopleDesk people;
    private final CustomerMails mails;
    private final Texts texts;
    private final Clock clock;

    TeamTexts(JdbcClient jdbc, PeopleDesk people, CustomerMails mails, Texts texts, Clock clock) {
        this.jdbc = jdbc;
        this.people = people;
        this.mails = mails;
        this.texts = texts;
        this.clock = clock;
    }

    /** Teams whose texts that person may edit. */
    @Transactional(readOnly = true)
    public List<Team> teams(Actor by) {
        List<Team> teams =
                people.teams().stream().filter(team -> mayEdit(team.key(), by)).toList();
        if (teams.isEmpty() && !by.is(Role.ADMIN)) {
            throw Refusal.forbidden("ticket.refused.mayNotEditTexts");
        }
        return teams;
    }

    @Transactional(readOnly = true)
    public TeamText text(String team, CustomerText text, Locale language, Actor by) {
        requireEdit(team, by);
        return versions(team, text, language).stream()
                .findFirst()
                .orElseGet(() -> new TeamText(team, text, language, 0, null, null, null));
    }

    /** Newest first. */
    @Transactional(readOnly = true)
    public List<TeamText> versions(String team, CustomerText text, Locale language, Actor by) {
        requireEdit(team, by);
        return versions(team, text, language);
    }

    /** What is written where no team has words of its own. */
    public String standard(CustomerText text, Locale language) {
        return texts.get(language, "ticket-mail.greeting", "{name}") + "\n\n"
                + texts.get(language, "ticket-mail." + text.code() + ".text");
    }

    /**
     * @param base the version that was edited
     * @param written null: back to the standard text
     * @throws Refusal where the text cannot be sent, or somebody else has saved a version meanwhile
     */
    public void save(String team, CustomerText text, Locale language, int base, @Nullable String written, Actor by) {
        requireEdit(team, by);
        String body = written == null ? null : text.checked(written);
        int saved = jdbc.sql(
                        """
                        insert into ticket_team_text (team, kind, language, version, body, author, at)
                        select :team, :kind, :language, :base + 1, :body, :author, :at
                        where :base = (select coalesce(max(version), 0) from ticket_team_text
                            where team = :team and kind = :kind and language = :language)
                        on conflict do nothing
                        """)
                .param("team", team)
                .param("kind", text.code())
                .param("language", language.getLanguage())
                .param("base", base)
                .param("body", standard(text, language).equals(body) ? null : body, Types.VARCHAR)
                .param("author", by.id())
                .param("at", Timestamp.from(clock.instant()))
                .update();
        if (saved == 0) {
            throw Refusal.conflict("ticket.refused.textEditedMeanwhile");
        }
    }

    /**
     * That mail to a customer who does not exist.
     *
     * @param timeKnown whether a new time can be named to them
     * @throws Refusal where the text cannot be sent
     */
    @Transactional(readOnly = true)
    public RenderedMail preview(
            String team, CustomerText text, Locale language, String written, boolean timeKnown, Actor by) {
        Team of = requireEdit(team, by);
        String body = text.checked(written);
        Instant now = clock.instant().truncatedTo(ChronoUnit.HOURS);
        Instant promised = now.plus(Duration.ofHours(2));
        Letter letter = new Letter(
                "T-2026-000123",
                texts.get(language, "ticket-mail.sample.subject"),
                texts.get(language, "ticket-mail.sample.name"),
                of.zone(),
                body);
        return switch (text) {
            case LATER ->
                mails.later(
                        letter,
                        language,
                        new Later(promised, timeKnown ? now.plus(Duration.ofHours(26)) : null, null, null, timeKnown));
            case ACKNOWLEDGEMENT -> mails.acknowledgement(letter, language, promised);
            case NEW_OWNER -> mails.newOwner(letter, language, texts.get(language, "ticket-mail.sample.colleague"));
        };
    }

    /** The team's own words; null where the standard text stands. */
    @Nullable
    String written(@Nullable String team, CustomerText text, Locale language) {
        return Optional.ofNullable(team)
                .flatMap(key -> versions(key, text, language).stream().findFirst())
                .map(TeamText::body)
                .orElse(null);
    }

    private List<TeamText> versions(String team, CustomerText text, Locale language) {
        return jdbc.sql(
                        """
                        select version, body, author, at from ticket_team_text
                        where team = :team and kind = :kind and language = :language order by version desc
                        """)
                .param("team", team)
                .param("kind", text.code())
                .param("language", language.getLanguage())
                .query((row, index) -> new TeamText(
                        team,
                        text,
                        language,
                        row.getInt("version"),
                        row.getString("body"),
                        row.getString("author"),
                        row.getTimestamp("at").toInstant()))
                .list();
    }

    private Team requireEdit(String team, Actor by) {
        if (!mayEdit(team, by)) {
            throw Refusal.forbidden("ticket.refused.mayNotEditTexts");
        }
        return people.team(team).orElseThrow(() -> Refusal.invalid("team", "ticket.refused.unknownTeam", team));
    }

    private static boolean mayEdit(String team, Actor by) {
        return by.is(Role.ADMIN) || by.is(Role.SUPERVISOR) && by.isIn(team);
    }
}
