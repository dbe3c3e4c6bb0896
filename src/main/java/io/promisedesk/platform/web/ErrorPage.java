package io.promisedesk.platform.web;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.servlet.error.ErrorController;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.servlet.ModelAndView;

/** Where the servlet container sends what no controller answered. */
@Controller
class ErrorPage implements ErrorController {

    private final ErrorAnswers answers;
    private final ErrorsAsAnswers pages;

    ErrorPage(ErrorAnswers answers, ErrorsAsAnswers pages) {
        this.answers = answers;
        this.pages = pages;
    }

    @RequestMapping("/error")
    @Nullable
    ModelAndView show(HttpServletRequest request, HttpServletResponse response) throws IOException {
        int status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code ? code : 404;
        Fault fault = request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof Throwable failure
                ? answers.fault(request, failure)
                : answers.fault(HttpStatusCode.valueOf(status));
        response.setStatus(fault.status().value());
        if (String.valueOf(request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI))
                .matches(".*/(api|engine-rest)/.*")) {
            ErrorAnswers.write(
                    response, fault.status(), MediaType.APPLICATION_PROBLEM_JSON, answers.problem(request, fault));
            return null;
        }
        return new ModelAndView("error", pages.model(request, fault));
    }
}
