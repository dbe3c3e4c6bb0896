package io.promisedesk.platform.engine;

import io.promisedesk.platform.Refusal;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.BadUserRequestException;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.TaskAlreadyClaimedException;
import org.camunda.bpm.engine.history.HistoricTaskInstance;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandInterceptor;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What went wrong in the engine, as something a person understands. The engine's REST interface turns every exception
 * into text before a filter of ours sees it, so an interceptor keeps the exception for the thread that asked.
 */
@Component
public class EngineFailures {

    private static final ThreadLocal<Throwable> LAST = new ThreadLocal<>();
    private static final Pattern TASK =
            Pattern.compile("(?:Cannot find task with id|task with id|Task with id) '?([\\w-]+)'?");

    private final HistoryService history;
    private final EngineAccess access;
    private final EngineUsers users;

    EngineFailures(HistoryService history, EngineAccess access, EngineUsers users) {
        this.history = history;
        this.access = access;
        this.users = users;
    }

    /** Forgets what failed before in this thread. */
    public void forget() {
        LAST.remove();
    }

    /** Keeps a refusal that does not come out of a command of the engine. */
    static Refusal kept(Refusal refusal) {
        LAST.set(refusal);
        return refusal;
    }

    /** What failed last in this thread since {@link #forget()}. */
    public Optional<Throwable> last() {
        return Optional.ofNullable(LAST.get());
    }

    /** The refusal behind an exception: a desk's own, or the engine's put into a sentence; empty for a real fault. */
    public Optional<Refusal> refusal(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof Refusal refusal) {
                return Optional.of(refusal);
            }
            if (cause instanceof OptimisticLockingException) {
                return Optional.of(Refusal.conflict("platform.refused.changedMeanwhile"));
            }
            if (cause instanceof TaskAlreadyClaimedException claimed) {
                return Optional.of(Refusal.conflict("platform.refused.taskClaimed", nameOf(claimed.getTaskAssignee())));
            }
            if (cause instanceof AuthorizationException) {
                return Optional.of(Refusal.forbidden("platform.refused.forbidden"));
            }
            Optional<Refusal> gone = taskGone(cause);
            if (gone.isPresent()) {
                return gone;
            }
        }
        return Optional.empty();
    }

    /** Whether the engine says that the request itself is wrong. */
    public boolean isBadRequest(Throwable failure) {
        return failure instanceof BadUserRequestException;
    }

    private Optional<Refusal> taskGone(Throwable cause) {
        String message = cause.getMessage();
        if (message == null || !message.contains("Cannot find task with id") && !message.contains("task is null")) {
            return Optional.empty();
        }
        Matcher matcher = TASK.matcher(message);
        return Optional.of(matcher.find() ? taskGone(matcher.group(1)) : Refusal.notFound("platform.refused.noTask"));
    }

    /** Why a task that somebody acts upon is not there: done by a colleague, or never there. */
    public Refusal taskGone(String taskId) {
        return access.unrestricted(() -> {
            HistoricTaskInstance task =
                    history.createHistoricTaskInstanceQuery().taskId(taskId).singleResult();
            if (task == null || task.getEndTime() == null) {
                return Refusal.notFound("platform.refused.noTask");
            }
            return task.getAssignee() == null
                    ? Refusal.conflict("platform.refused.taskOver")
                    : Refusal.conflict("platform.refused.taskDone", nameOf(task.getAssignee()));
        });
    }

    private String nameOf(@Nullable String userId) {
        return userId == null
                ? "?"
                : users.find(userId).map(EngineUsers.EngineUser::name).orElse(userId);
    }

    /** Outermost interceptor: nested commands pass here too, the outermost failure stays last. */
    static final class Keeper extends CommandInterceptor {

        @Override
        public <T> T execute(Command<T> command) {
            try {
                return next.execute(command);
            } catch (RuntimeException e) {
                LAST.set(e);
                throw e;
            }
        }
    }
}
