package io.promisedesk.people;

import io.promisedesk.platform.i18n.PreferredLanguage;
import java.util.Locale;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Asked with every request: one row by key, without the engine. */
@Component
class PeopleLanguages implements PreferredLanguage {

    private final JdbcClient jdbc;

    PeopleLanguages(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Optional<Locale> of(String userId) {
        return jdbc.sql("select language from people_person where id = :id")
                .param("id", userId)
                .query(String.class)
                .optional()
                .map(Locale::forLanguageTag);
    }
}
