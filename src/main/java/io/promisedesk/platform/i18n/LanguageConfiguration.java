package io.promisedesk.platform.i18n;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.context.MessageSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.ResourceBundleMessageSource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Every room's texts in one place, and {@code ?lang=} on every page. */
@Configuration(proxyBeanMethods = false)
class LanguageConfiguration {

    @Bean
    static MessageSource messageSource() throws IOException {
        ResourceBundleMessageSource source = new ResourceBundleMessageSource();
        source.addBasenames(baseNames().toArray(String[]::new));
        source.setDefaultEncoding(StandardCharsets.UTF_8.name());
        source.setFallbackToSystemLocale(false);
        source.setDefaultLocale(Locale.ENGLISH);
        return source;
    }

    private static Set<String> baseNames() throws IOException {
        Set<String> names = new TreeSet<>();
        Arrays.stream(new PathMatchingResourcePatternResolver().getResources("classpath*:messages/*.properties"))
                .map(resource -> String.valueOf(resource.getFilename()).replaceFirst("(_ru)?\\.properties$", ""))
                .forEach(name -> names.add("messages/" + name));
        return names;
    }

    @Bean
    WebMvcConfigurer languageByParameter(Languages languages) {
        return new WebMvcConfigurer() {
            @Override
            public void addInterceptors(InterceptorRegistry registry) {
                registry.addInterceptor(new HandlerInterceptor() {
                    @Override
                    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
                        languages.asked(request).ifPresent(asked -> languages.setLocale(request, response, asked));
                        return true;
                    }
                });
            }
        };
    }
}
