package io.promisedesk.platform.i18n;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WrittenLanguageTests {

    @ParameterizedTest
    @ValueSource(strings = {"Принтер не печатает", "Ошибка 500 в модуле Billing, помогите", "да"})
    void isRussianWhereMostLettersAreCyrillic(String text) {
        assertThat(WrittenLanguage.of(text)).contains(Texts.RUSSIAN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"My colleague Иван cannot log in", "Where is my parсel?", "", "4711 !", "ок thanks"})
    void isNotKnownFromALetterOrAName(String text) {
        assertThat(WrittenLanguage.of(text)).isEmpty();
    }

    @Test
    void looksAtTheBeginningOfALongText() {
        assertThat(WrittenLanguage.of("д".repeat(3000) + "a".repeat(100_000))).contains(Texts.RUSSIAN);
    }
}
