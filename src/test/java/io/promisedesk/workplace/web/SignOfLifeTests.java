package io.promisedesk.workplace.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.promisedesk.workplace.Signs;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/** That somebody is here is noted beside their work, and never in its way. */
class SignOfLifeTests {

    private final Signs signs = mock(Signs.class);

    @Test
    void aSignThatCannotBeNotedKeepsNobodyFromTheirWorkAndIsTriedAgain() throws Exception {
        when(signs.isDue("anna")).thenReturn(true);
        // Two who are missing from one shift log in at once: one process instance, changed twice.
        doThrow(new OptimisticLockingException("changed meanwhile")).when(signs).seen(any());
        MockHttpServletRequest request = new MockHttpServletRequest("GET", "/tickets");
        request.setUserPrincipal(() -> "anna");
        MockFilterChain chain = new MockFilterChain();

        new SignOfLife(signs).doFilter(request, new MockHttpServletResponse(), chain);

        assertThat(chain.getRequest()).isSameAs(request);
        verify(signs).forget("anna");
    }
}
