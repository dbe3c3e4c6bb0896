package badexamples.room.web;

import org.camunda.bpm.engine.RuntimeService;
import org.springframework.beans.factory.annotation.Autowired;

/** A desk in a back room that knows the engine and has it injected into a field. */
class MailDesk {

    @Autowired
    RuntimeService runtime;
}
