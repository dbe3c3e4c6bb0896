package io.promisedesk.platform.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.engine.EngineFailures;
import io.promisedesk.platform.engine.NoExpressions;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * The engine's own interfaces answer a desk's refusal with a 500 and text for programmers. This filter answers with the
 * right status and the desk's sentence, in the shape that Tasklist shows.
 */
@Configuration(proxyBeanMethods = false)
class EngineErrors {

    @Bean
    FilterRegistrationBean<OncePerRequestFilter> engineErrorFilter(EngineFailures failures, ErrorAnswers answers) {
        FilterRegistrationBean<OncePerRequestFilter> registration =
                new FilterRegistrationBean<>(new Filter(failures, answers));
        registration.addUrlPatterns("/camunda/api/*", "/engine-rest/*");
        registration.setOrder(0);
        return registration;
    }

    private static final class Filter extends OncePerRequestFilter {

        private static final ObjectMapper JSON = new ObjectMapper();
        private static final Pattern TASK = Pattern.compile("/task/([\\w-]+)(/.*)?$");

        private static final Pattern COMMENT = Pattern.compile("/task/[\\w-]+/(comment|attachment)/create$");

        private final EngineFailures failures;
        private final ErrorAnswers answers;

        Filter(EngineFailures failures, ErrorAnswers answers) {
            this.failures = failures;
            this.answers = answers;
        }

        @Override
        protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws ServletException, IOException {
            HeldErrors held = new HeldErrors(response);
            failures.forget();
            try {
                HttpServletRequest checked;
                try {
                    checked = NoExpressions.check(request);
                } catch (Refusal refusal) {
                    answers.answer(request, response, answers.fault(request, refusal));
                    return;
                }
                chain.doFilter(checked, held);
                Optional<Fault> fault = held.failed() ? explain(request, held) : Optional.empty();
                if (fault.isPresent()) {
                    ErrorAnswers.write(
                            response,
                            fault.get().status(),
                            MediaType.APPLICATION_JSON,
                            answers.engineAnswer(request, fault.get()));
                } else {
                    held.release();
                }
            } finally {
                failures.forget();
            }
        }

        /** Empty: the engine's own words stay. */
        private Optional<Fault> explain(HttpServletRequest request, HeldErrors held) {
            Optional<Throwable> last = failures.last();
            Optional<Refusal> refusal = last.flatMap(failures::refusal);
            if (refusal.isPresent()) {
                return Optional.of(answers.fault(request, refusal.get()));
            }
            if (COMMENT.matcher(request.getRequestURI()).find() && held.getStatus() < 500) {
                // The engine says that there is no such task to whoever may not read its history.
                return Optional.of(answers.fault(request, Refusal.forbidden("platform.refused.besideTheTicket")));
            }
            String message = messageOf(held);
            Matcher task = TASK.matcher(request.getRequestURI());
            boolean gone = held.getStatus() == 404 || message.contains("Cannot find task");
            if (gone && !request.getMethod().equals("GET") && task.find()) {
                return Optional.of(answers.fault(request, failures.taskGone(task.group(1))));
            }
            if (held.getStatus() >= 500) {
                return last.map(failure -> answers.fault(request, failure))
                        .or(() -> Optional.of(answers.fault(HttpStatus.INTERNAL_SERVER_ERROR)));
            }
            return Optional.empty();
        }

        private static String messageOf(HeldErrors held) {
            try {
                JsonNode body = JSON.readTree(held.body());
                return body == null ? "" : body.path("message").asText("");
            } catch (IOException notJson) {
                return "";
            }
        }
    }
}
