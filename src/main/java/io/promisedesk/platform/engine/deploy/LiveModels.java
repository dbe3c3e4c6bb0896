package io.promisedesk.platform.engine.deploy;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What is live: of each process, decision and form the latest version. Asked of the engine's tables, since its queries do
 * not know forms.
 */
@Component
class LiveModels {

    private static final String LATEST =
            """
            with model as (
                select 'PROCESS' as kind, 1 as place, id_, key_, name_, version_, resource_name_, deployment_id_
                  from act_re_procdef
                union all
                select 'DECISION', 2, id_, key_, name_, version_, resource_name_, deployment_id_ from act_re_decision_def
                union all
                select 'FORM', 3, id_, key_, null, version_, resource_name_, deployment_id_ from act_re_camformdef
            ), latest as (
                select distinct on (place, key_) * from model order by place, key_, version_ desc
            )
            select latest.kind, latest.id_, latest.key_, latest.name_, latest.version_, latest.resource_name_,
                   deployment.deploy_time_, deployment.id_ as deployment, file.id_ as file,
                   deployment.name_ is distinct from :name as by_hand,
                   deployment.name_ = :name and deployment.id_ <> (
                       select id_ from act_re_deployment where name_ = :name order by deploy_time_ desc limit 1) as left_over
              from latest
              join act_re_deployment deployment on deployment.id_ = latest.deployment_id_
              left join act_ge_bytearray file
                on file.deployment_id_ = deployment.id_ and file.name_ = latest.resource_name_
             order by latest.place, latest.key_
            """;

    private final JdbcClient jdbc;

    LiveModels(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    enum Kind {
        PROCESS,
        DECISION,
        FORM
    }

    /**
     * The latest version of a model.
     *
     * @param id of this version in the engine
     * @param key id in the model
     * @param name as drawn; null without one, and of forms
     * @param since when it went live
     * @param file name of its file, relative to the folder with {@code processes/} and {@code forms/}
     * @param source path of that file as it is live, in the engine's interface
     * @param leftOver whether it was not among the files that went live last; nothing takes it away, so it stays
     * @param byHand whether it was deployed past our files, with Modeler for example
     */
    record Live(
            Kind kind,
            String id,
            String key,
            @Nullable String name,
            int version,
            Instant since,
            String file,
            String source,
            boolean leftOver,
            boolean byHand) {}

    List<Live> all() {
        return jdbc.sql(LATEST)
                .param("name", ProcessDeployer.NAME)
                .query((row, number) -> new Live(
                        Kind.valueOf(row.getString("kind")),
                        row.getString("id_"),
                        row.getString("key_"),
                        row.getString("name_"),
                        row.getInt("version_"),
                        row.getTimestamp("deploy_time_").toInstant(),
                        row.getString("resource_name_"),
                        "/engine-rest/deployment/%s/resources/%s/data"
                                .formatted(row.getString("deployment"), row.getString("file")),
                        row.getBoolean("left_over"),
                        row.getBoolean("by_hand")))
                .list();
    }

    /** Whether the set of files with that fingerprint went live last, and nothing has been deployed over it by hand. */
    boolean areLive(String fingerprint) {
        return jdbc.sql(
                        """
                        select coalesce((
                            select source_ = :fingerprint and not exists (
                                select from act_re_procdef other
                                join act_re_procdef ours on ours.key_ = other.key_ and ours.version_ < other.version_
                                join act_re_deployment past on past.id_ = other.deployment_id_
                                where ours.deployment_id_ = newest.id_ and past.name_ is distinct from :name)
                            from act_re_deployment newest where name_ = :name order by deploy_time_ desc limit 1), false)
                        """)
                .param("fingerprint", fingerprint)
                .param("name", ProcessDeployer.NAME)
                .query(Boolean.class)
                .single();
    }
}
