package io.promisedesk.platform.security;

import io.promisedesk.platform.engine.EngineUsers;
import io.promisedesk.platform.engine.WebAppsLogin;
import io.promisedesk.platform.web.ErrorAnswers;
import jakarta.servlet.DispatcherType;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.savedrequest.HttpSessionRequestCache;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.session.jdbc.PostgreSqlJdbcIndexedSessionRepositoryCustomizer;

/**
 * The one place that says who may reach what. Everything needs a log-in except the health check, the log-in page and
 * addresses with a secret of their own;
 * what a person may do with a ticket or a task is decided by the desks and the engine.
 */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
class SecurityConfiguration {

    private static final String CONTENT_POLICY = String.join(
            "; ",
            "default-src 'self'",
            "img-src 'self' data:",
            "style-src 'self' 'unsafe-inline'",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'self'");

    @Bean
    SecurityFilterChain security(
            HttpSecurity http,
            AuthenticationManager authentication,
            EngineUsers users,
            Denied denied,
            EnginePasswords passwords,
            ErrorAnswers answers,
            WebAppsLogin webApps)
            throws Exception {
        http.authenticationManager(authentication);
        http.authorizeHttpRequests(requests -> requests
                // A page that is being rendered or an error that is being shown was authorised before.
                .dispatcherTypeMatchers(DispatcherType.FORWARD, DispatcherType.ERROR, DispatcherType.ASYNC)
                .permitAll()
                .requestMatchers("/actuator/health/**", "/login", "/assets/**", "/favicon.ico")
                .permitAll()
                // A calendar program has a secret instead of a log-in: roster.FeedDesk.
                .requestMatchers(HttpMethod.GET, "/roster/feed/*")
                .permitAll()
                // Would create an administrator, or check passwords past the throttle.
                .requestMatchers("/camunda/api/admin/setup/**", "/camunda/app/admin/*/setup/**")
                .denyAll()
                .requestMatchers("/camunda/api/*/auth/user/*/login/**")
                .denyAll()
                .requestMatchers(
                        "/engine-rest/identity/verify/**",
                        "/engine-rest/engine/*/identity/verify/**",
                        "/camunda/api/engine/engine/*/identity/verify/**")
                .denyAll()
                .anyRequest()
                .authenticated());
        http.addFilterBefore(new ActingPerson(users), AuthorizationFilter.class);
        http.addFilterAfter(new PasswordChangeThrottle(passwords, denied, answers), AuthorizationFilter.class);
        http.formLogin(form -> form.loginPage("/login")
                .successHandler(Login.onSuccess())
                .failureHandler(Login::onFailure)
                .permitAll());
        http.addFilterBefore(
                new WebAppsLoginForm(authentication, webApps),
                org.springframework.security.web.authentication.UsernamePasswordAuthenticationFilter.class);
        http.httpBasic(basic -> basic.authenticationEntryPoint(denied));
        http.exceptionHandling(errors -> errors.authenticationEntryPoint(denied).accessDeniedHandler(denied));
        http.logout(logout -> logout.logoutUrl("/logout").logoutSuccessUrl("/login?logout"));
        http.csrf(csrf -> csrf.csrfTokenRepository(CsrfTokens.repository())
                .csrfTokenRequestHandler(new CsrfTokens())
                .requireCsrfProtectionMatcher(CsrfTokens::needed));
        http.requestCache(cache -> cache.requestCache(pagesOnly()));
        http.headers(headers -> headers.contentSecurityPolicy(policy -> policy.policyDirectives(CONTENT_POLICY))
                .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.SAME_ORIGIN))
                .frameOptions(frames -> frames.sameOrigin()));
        return http.build();
    }

    @Bean
    AuthenticationManager authenticationManager(EnginePasswords passwords) {
        return new ProviderManager(passwords);
    }

    /** Before the web apps' own filters, after ours. */
    @Bean
    FilterRegistrationBean<WebAppsLogin> webAppsLoginFilter(WebAppsLogin filter) {
        FilterRegistrationBean<WebAppsLogin> registration = new FilterRegistrationBean<>(filter);
        registration.addUrlPatterns("/camunda/app/*", "/camunda/api/*");
        registration.setOrder(100);
        return registration;
    }

    @Bean
    FilterRegistrationBean<WebAppsPageNonce> webAppsPageNonceFilter() {
        FilterRegistrationBean<WebAppsPageNonce> registration = new FilterRegistrationBean<>(new WebAppsPageNonce());
        registration.addUrlPatterns("/camunda/app/*");
        registration.setOrder(99);
        return registration;
    }

    /** Two requests of one page may write the same session at once. */
    @Bean
    PostgreSqlJdbcIndexedSessionRepositoryCustomizer sessionsOnPostgres() {
        return new PostgreSqlJdbcIndexedSessionRepositoryCustomizer();
    }

    /** After the log-in one returns to the page one wanted, never to something a script asked for. */
    private static HttpSessionRequestCache pagesOnly() {
        HttpSessionRequestCache cache = new HttpSessionRequestCache();
        var page = PathPatternRequestMatcher.withDefaults();
        var api = page.matcher("/api/**");
        cache.setRequestMatcher(request -> request.getMethod().equals("GET")
                && !api.matches(request)
                && String.valueOf(request.getHeader("Accept")).contains("text/html")
                && request.getHeader("HX-Request") == null);
        cache.setMatchingRequestParameterName(null);
        return cache;
    }
}
