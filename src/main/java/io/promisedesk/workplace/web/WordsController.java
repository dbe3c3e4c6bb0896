package io.promisedesk.workplace.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.TreeMap;
import org.springframework.context.MessageSource;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * What our scripts say, as a script module: the language of the reader, the texts {@code workplace.js.*} in it, and the
 * time on our clock (in a try-out it may run ahead of the browser's). Tasklist asks here for its language, too.
 */
@RestController
class WordsController {

    private static final String PREFIX = "workplace.js.";

    private final PageFrame frame;
    private final MessageSource messages;
    private final ObjectMapper json;
    private final Clock clock;

    WordsController(PageFrame frame, MessageSource messages, ObjectMapper json, Clock clock) {
        this.frame = frame;
        this.messages = messages;
        this.json = json;
        this.clock = clock;
    }

    @GetMapping(path = "/api/workplace/words.js", produces = "text/javascript;charset=UTF-8")
    ResponseEntity<String> words(Locale locale) throws JsonProcessingException {
        Map<String, String> texts = new TreeMap<>();
        ResourceBundle.getBundle("messages.workplace", Locale.ROOT).keySet().stream()
                .filter(key -> key.startsWith(PREFIX))
                .forEach(key -> texts.put(key.substring(PREFIX.length()), messages.getMessage(key, null, key, locale)));
        String module =
                """
                export const language = %s;
                export const now = %d;
                export const seesKpis = %s;
                export const seesProcesses = %s;
                export const takesTickets = %s;
                export const texts = %s;
                """
                        .formatted(
                                json.writeValueAsString("ru".equals(locale.getLanguage()) ? "ru" : "en"),
                                clock.millis(),
                                frame.seesKpis(),
                                frame.seesProcesses(),
                                frame.takesTickets(),
                                json.writeValueAsString(texts));
        return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(module);
    }
}
