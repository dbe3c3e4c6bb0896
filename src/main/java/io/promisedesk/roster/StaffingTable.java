package io.promisedesk.roster;

import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The table {@code roster_team}. */
@Repository
class StaffingTable {

    private final JdbcClient jdbc;

    StaffingTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @param usual calendar of a team that has chosen nothing yet */
    Staffing of(String team, @Nullable String usual) {
        return jdbc.sql("select rate, calendar, version from roster_team where team = :team")
                .param("team", team)
                .query((row, n) -> new Staffing(
                        team,
                        row.getObject("rate") == null ? null : row.getDouble("rate"),
                        row.getString("calendar").isEmpty() ? null : row.getString("calendar"),
                        row.getInt("version")))
                .optional()
                .orElse(new Staffing(team, null, usual, 0));
    }

    /** @return false where somebody else has saved one since */
    boolean save(Staffing staffing, String by, Instant at) {
        return jdbc.sql(
                                """
                                insert into roster_team (team, rate, calendar, version, changed_by, changed_at)
                                values (:team, :rate, :calendar, 1, :by, :at)
                                on conflict (team) do update set rate = excluded.rate, calendar = excluded.calendar,
                                    version = roster_team.version + 1, changed_by = excluded.changed_by,
                                    changed_at = excluded.changed_at
                                where roster_team.version = :version
                                """)
                        .param("team", staffing.team())
                        .param("rate", staffing.rate(), Types.NUMERIC)
                        .param("calendar", staffing.calendar() == null ? "" : staffing.calendar())
                        .param("by", by)
                        .param("at", at.atOffset(ZoneOffset.UTC))
                        .param("version", staffing.version())
                        .update()
                > 0;
    }
}
