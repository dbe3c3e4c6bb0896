package io.promisedesk.people;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.promisedesk.PromisedeskTest;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.StartRefused;
import io.promisedesk.platform.engine.EngineUsers;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.Role;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Set;
import org.camunda.bpm.engine.IdentityService;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.ClassPathResource;

@PromisedeskTest
class PeopleTests {

    @Autowired
    PeopleDesk people;

    @Autowired
    PeopleFromFile fromFile;

    @Autowired
    EngineUsers users;

    @Autowired
    IdentityService identity;

    @Test
    void knowsWhoTheFileLists() {
        assertThat(people.person("boris")).hasValueSatisfying(boris -> assertThat(boris)
                .returns("Boris Ivanov", Person::name)
                .returns("boris@promisedesk.local", Person::email)
                .returns(Locale.forLanguageTag("ru"), Person::language)
                .returns(ZoneId.of("Europe/Berlin"), Person::zone)
                .returns(java.util.Set.of(Role.AGENT), Person::roles)
                .returns(java.util.Set.of("service"), Person::teams));
        assertThat(people.teams()).extracting(Team::name).containsExactly("Customer service", "Technical support");
        assertThat(people.agentsOf("service")).extracting(Person::id).containsExactly("anna", "boris");
        assertThat(people.supervisorsOf("technical")).extracting(Person::id).containsExactly("victor");
        assertThat(people.dispatchers()).extracting(Person::id).containsExactly("olga");
        assertThat(people.person("nobody")).isEmpty();
        assertThat(people.team("nowhere")).isEmpty();
    }

    @Test
    void appliesTheFileAgainWithoutChangingPasswords() {
        var anna = identity.createUserQuery().userId("anna").singleResult();
        anna.setPassword("her own");
        identity.saveUser(anna);
        try {
            fromFile.apply(PeopleFile.read(new ClassPathResource("tryout/people.yaml")));

            assertThat(users.passwordMatches("anna", "her own")).isTrue();
            assertThat(people.agentsOf("service")).hasSize(2);
        } finally {
            anna = identity.createUserQuery().userId("anna").singleResult();
            anna.setPassword("demo");
            identity.saveUser(anna);
        }
    }

    @Test
    void takesAwayWhatTheFileNoLongerGives() {
        var file = PeopleFile.read(
                yaml("{teams: [{key: service}], people: [{id: newcomer, roles: [agent], teams: [service]}]}"));
        var without = PeopleFile.read(yaml("{teams: [{key: service}], people: [{id: newcomer}]}"));
        try {
            fromFile.apply(file);
            assertThat(people.agentsOf("service")).extracting(Person::id).contains("newcomer");
            // Who has no password yet cannot log in.
            assertThat(users.passwordMatches("newcomer", "demo")).isFalse();

            fromFile.apply(without);
            assertThat(people.agentsOf("service")).extracting(Person::id).doesNotContain("newcomer");
        } finally {
            identity.deleteUser("newcomer");
            fromFile.apply(PeopleFile.read(new ClassPathResource("tryout/people.yaml")));
        }
    }

    @Test
    void knowsWhoWasCreatedInCamundaAdminAlone() {
        var user = identity.newUser("eva");
        user.setLastName("Eva");
        identity.saveUser(user);
        identity.createMembership("eva", "agents");
        identity.createMembership("eva", "technical");
        try {
            assertThat(people.agentsOf("technical"))
                    .filteredOn(p -> p.id().equals("eva"))
                    .singleElement()
                    .satisfies(eva -> assertThat(eva)
                            .returns("Eva", Person::name)
                            .returns(Locale.ENGLISH, Person::language)
                            .returns(ZoneId.of("Europe/Berlin"), Person::zone));
        } finally {
            identity.deleteUser("eva");
        }
    }

    @Test
    void findsTheSameCustomerInAnyCase() {
        Customer first = people.customer("Kim@Example.org", null, Locale.forLanguageTag("ru"));
        Customer again = people.customer(" kim@example.ORG ", "Kim Larsen", null);
        Customer renamed = people.customer("kim@example.org", "Somebody else", Locale.ENGLISH);

        assertThat(first.name()).isEqualTo("kim@example.org");
        assertThat(again)
                .isEqualTo(new Customer(
                        first.id(), "kim@example.org", "Kim Larsen", Locale.forLanguageTag("ru"), "standard"));
        assertThat(renamed).isEqualTo(again);
        assertThat(people.customer(first.id())).contains(again);
    }

    @Test
    void refusesWhatIsNoAddress() {
        assertThatThrownBy(() -> people.customer("nonsense", null, null))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.field()).isEqualTo("customer.email"));
    }

    @Test
    void saysEachFaultOfTheFileInASentence() {
        assertThatThrownBy(
                        () -> PeopleFile.read(
                                yaml(
                                        "{teams: [{key: agents}, {key: a, zone: Mars}], people: [{id: x, roles: [boss], teams: [b], language: fr}, {id: x}]}")))
                .isInstanceOfSatisfying(StartRefused.class, refused -> assertThat(refused.reasons())
                        .hasSize(6)
                        .anyMatch(
                                reason -> reason.endsWith("\"Mars\" is not a time zone; write one like Europe/Berlin."))
                        .anyMatch(reason -> reason.endsWith("team \"b\" of x is not listed.")));
        assertThatThrownBy(() -> PeopleFile.read(yaml("{persons: []}"))).isInstanceOf(StartRefused.class);
    }

    @Test
    void keepsTheIdsOfTheApplicationAndOfCustomersForThem() {
        assertThatThrownBy(() -> PeopleFile.read(yaml("{people: [{id: system}, {id: customer}]}")))
                .isInstanceOfSatisfying(StartRefused.class, refused -> assertThat(refused.reasons())
                        .hasSize(2)
                        .anyMatch(reason -> reason.contains("a person cannot have the id \"system\"")));
        assertThatThrownBy(() -> identity.saveUser(identity.newUser("customer")))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.key()).isEqualTo("platform.refused.reservedId"));
        assertThat(new Actor("system", Set.of(), Set.of()).isPerson()).isTrue();
    }

    private static ByteArrayResource yaml(String text) {
        return new ByteArrayResource(text.getBytes(StandardCharsets.UTF_8), "people.yaml");
    }
}
