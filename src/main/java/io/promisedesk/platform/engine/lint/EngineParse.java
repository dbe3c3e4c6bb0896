package io.promisedesk.platform.engine.lint;

import io.promisedesk.platform.engine.lint.Finding.Severity;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import org.camunda.bpm.dmn.engine.DmnEngineException;
import org.camunda.bpm.engine.ParseException;
import org.camunda.bpm.engine.Problem;
import org.camunda.bpm.engine.impl.bpmn.parser.BpmnParser;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.persistence.entity.DeploymentEntity;

/** What the engine itself has against a file, found out without deploying it. */
public final class EngineParse {

    private static final String REMEDY = "Open it in Modeler and mend it; the engine would not accept it.";

    private final ProcessEngineConfigurationImpl engine;

    public EngineParse(ProcessEngineConfigurationImpl engine) {
        this.engine = engine;
    }

    List<Finding> check(String file, byte[] content) {
        if (file.endsWith(".bpmn")) {
            return parseDiagram(file, content);
        }
        return file.endsWith(".dmn") ? parseDecisions(file, content) : List.of();
    }

    private List<Finding> parseDiagram(String file, byte[] content) {
        try {
            engine.getCommandExecutorTxRequired().execute(context -> {
                DeploymentEntity deployment = new DeploymentEntity();
                deployment.setId("lint");
                return new BpmnParser(engine.getExpressionManager(), engine.getBpmnParseFactory())
                        .createParse()
                        .sourceInputStream(new ByteArrayInputStream(content))
                        .deployment(deployment)
                        .name(file)
                        .execute();
            });
            return List.of();
        } catch (ParseException e) {
            List<Finding> findings = new ArrayList<>();
            e.getResorceReports()
                    .forEach(report -> report.getErrors().forEach(problem -> findings.add(finding(file, problem))));
            return findings;
        }
    }

    private static Finding finding(String file, Problem problem) {
        String where =
                problem.getLine() > 0 ? " (line " + problem.getLine() + ", column " + problem.getColumn() + ")" : "";
        return new Finding(
                Severity.ERROR,
                file,
                problem.getMainElementId(),
                null,
                "The engine cannot read it: " + sentence(problem.getMessage()) + where + ".",
                REMEDY);
    }

    private List<Finding> parseDecisions(String file, byte[] content) {
        try {
            engine.getCommandExecutorTxRequired()
                    .execute(context -> engine.getDmnEngine().parseDecisions(new ByteArrayInputStream(content)));
            return List.of();
        } catch (DmnEngineException e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            return List.of(new Finding(
                    Severity.ERROR,
                    file,
                    null,
                    null,
                    "The engine cannot read it: " + sentence(String.valueOf(cause.getMessage())) + ".",
                    REMEDY));
        }
    }

    private static String sentence(String message) {
        String text = message.replaceAll("\\s+", " ").strip();
        return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    }
}
