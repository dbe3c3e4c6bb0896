package io.promisedesk.platform.engine;

import java.util.Set;

/**
 * What the application counts on in a process, told by the room that owns it with a bean of this type per process. The
 * deployer holds every diagram against it: a designer may change labels and add elements, but is told when something
 * disappears that the application needs, or when a message is awaited that nobody sends.
 *
 * @param process id of the process
 * @param messages names of all messages that the application sends to it
 * @param elements ids that must stay in the diagram: those of the room's constants class
 */
public record ProcessContract(String process, Set<String> messages, Set<String> elements) {

    public ProcessContract {
        messages = Set.copyOf(messages);
        elements = Set.copyOf(elements);
    }
}
