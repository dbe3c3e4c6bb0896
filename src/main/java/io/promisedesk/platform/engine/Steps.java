package io.promisedesk.platform.engine;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.core.annotation.AliasFor;
import org.springframework.stereotype.Component;

/**
 * What a process tells the application: the only beans that expressions in models can reach. Class and methods must be
 * public, or an expression fails with "method is null".
 */
@Documented
@Component
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface Steps {

    /** Name in expressions, for example {@code ticketSteps}. */
    @AliasFor(annotation = Component.class, attribute = "value")
    String value();
}
