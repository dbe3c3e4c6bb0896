# docker build -t promisedesk:0.1.0 .   (or: docker compose build)
FROM eclipse-temurin:21.0.9_10-jdk-noble AS build
WORKDIR /build
COPY .mvn .mvn
COPY mvnw pom.xml ./
COPY src src
COPY processes processes
COPY forms forms
RUN --mount=type=cache,target=/build/.m2 ./mvnw -B -q package -DskipTests -Dquick -Dmaven.repo.local=/build/.m2

FROM eclipse-temurin:21.0.9_10-jre-alpine
RUN addgroup -S promisedesk && adduser -S -G promisedesk -h /app promisedesk
WORKDIR /app
COPY docker/java.options java.options
COPY --from=build /build/target/promisedesk.jar promisedesk.jar
USER promisedesk
ENV TZ=UTC
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=90s --retries=3 \
    CMD wget -q -O /dev/null http://127.0.0.1:8080/actuator/health/readiness
ENTRYPOINT ["java", "@java.options", "-jar", "promisedesk.jar"]
