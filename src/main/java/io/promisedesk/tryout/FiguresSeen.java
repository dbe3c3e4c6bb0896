package io.promisedesk.tryout;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** The last step of the tour: somebody has opened the page with the figures. */
@Component
@Profile("tryout & !replay")
class FiguresSeen implements WebMvcConfigurer, HandlerInterceptor {

    private final Tour tour;

    FiguresSeen(Tour tour) {
        this.tour = tour;
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this).addPathPatterns("/kpi");
    }

    @Override
    public void afterCompletion(
            HttpServletRequest request, HttpServletResponse response, Object handler, @Nullable Exception failure) {
        if (failure == null && response.getStatus() == HttpServletResponse.SC_OK) {
            tour.take(Tour.Step.FIGURES);
        }
    }
}
