package io.promisedesk.kpi;

import io.promisedesk.kpi.Diagram.Flow;
import io.promisedesk.kpi.Diagram.Step;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The versions whose elements are measured, with a short number for each element. What is known stays, for facts refer to it. */
@Component
class MeasuredModels {

    private final JdbcClient jdbc;

    MeasuredModels(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Again is allowed: a number never changes. */
    void learn(MarkedDefinition definition, Diagram diagram) {
        int model = jdbc.sql(
                        """
                        insert into kpi_model (definition, process, version, name) values (:definition, :process, :version, :name)
                        on conflict (definition) do update set name = excluded.name
                        returning id
                        """)
                .param("definition", definition.id())
                .param("process", definition.process())
                .param("version", definition.version())
                .param("name", diagram.name())
                .query(Integer.class)
                .single();
        List<Flow> choices = diagram.flows().stream().filter(diagram::isChoice).toList();
        Set<String> routing = new HashSet<>();
        choices.forEach(flow -> {
            routing.add(flow.source());
            routing.add(entry(diagram, flow.target()));
        });
        for (Step step : diagram.steps()) {
            learn(model, step.id(), step.kind(), step, step.timed(), routing.contains(step.id()));
            if (step.many()) {
                learn(model, step.entry(), "multiInstanceBody", null, false, routing.contains(step.entry()));
            }
        }
        choices.forEach(flow -> learn(model, diagram, flow));
    }

    private void learn(int model, String id, String kind, @Nullable Step step, boolean timed, boolean routes) {
        Duration target = step == null ? null : step.target();
        jdbc.sql(
                        """
                        insert into kpi_element (model, element, kind, name, stage, target, timed, routes)
                        values (:model, :element, :kind, :name, :stage, :target, :timed, :routes)
                        on conflict (model, element) do update set kind = excluded.kind, name = excluded.name,
                            stage = excluded.stage, target = excluded.target, timed = excluded.timed, routes = excluded.routes
                        """)
                .param("model", model)
                .param("element", id)
                .param("kind", kind)
                .param("name", step == null ? null : step.name())
                .param("stage", step == null ? null : step.stage())
                .param("target", target == null ? null : target.toMillis())
                .param("timed", timed)
                .param("routes", routes)
                .update();
    }

    private void learn(int model, Diagram diagram, Flow flow) {
        jdbc.sql(
                        """
                        insert into kpi_element (model, element, kind, name, timed, flow_from, flow_to)
                        select :model, :element, 'sequenceFlow', :name, false, s.id, t.id
                        from kpi_element s
                        join kpi_element t on t.model = s.model and t.element = :target
                        where s.model = :model and s.element = :source
                        on conflict (model, element) do update set name = excluded.name
                        """)
                .param("model", model)
                .param("element", flow.id())
                .param("name", flow.name())
                .param("source", flow.source())
                .param("target", entry(diagram, flow.target()))
                .update();
    }

    private static String entry(Diagram diagram, String target) {
        return diagram.step(target).map(Step::entry).orElse(target);
    }
}
