# syntax=docker/dockerfile:1
# The worker for processors (x64, arm64):  docker build -t streamner .
# docs/deployment.md says how to run it and what is known of its size.

FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:10.0-noble AS build
ARG TARGETARCH=amd64
WORKDIR /source
COPY global.json nuget.config Directory.Build.props Directory.Packages.props ./
COPY eng/ eng/
COPY proto/ proto/
COPY models/ models/
COPY src/ src/
RUN eng/publish.sh /app --architecture "$TARGETARCH"

# Chiselled: no shell, no package tools. glibc, OpenSSL, libstdc++ and ca-certificates are what the native libraries need.
FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled
LABEL org.opencontainers.image.title="StreamNer" \
      org.opencontainers.image.description="Names, personal data and entity links for text in Kafka topics" \
      org.opencontainers.image.licenses="Apache-2.0"
WORKDIR /app
COPY --from=build /app ./
COPY LICENSE NOTICE ./
# No diagnostic socket and no core dumps: either could hold text. Metrics and health answer within the container until
# STREAMNER__HTTP__ADDRESS opens them.
ENV DOTNET_EnableDiagnostics=0 \
    DOTNET_DbgEnableMiniDump=0 \
    STREAMNER__HTTP__PORT=9464 \
    STREAMNER__LOG__FORMAT=json
EXPOSE 9464
# The user "app" of the base image, by number: Kubernetes can tell from a number that it is not root.
USER 1654:1654
# A worker checks its model and its topics before it listens.
HEALTHCHECK --interval=10s --timeout=6s --start-period=60s --retries=3 CMD ["dotnet", "/app/streamner.dll", "health"]
# The program is process 1 and drains on SIGTERM within flow:drainSeconds (20): let `docker stop --time 30` wait for it.
STOPSIGNAL SIGTERM
ENTRYPOINT ["dotnet", "/app/streamner.dll"]
CMD ["run"]
