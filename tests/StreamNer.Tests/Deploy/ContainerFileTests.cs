using System.Text.Json;
using System.Text.RegularExpressions;
using StreamNer.Host.Configuration;
using StreamNer.Tests.House;

namespace StreamNer.Tests.Deploy;

/// <summary>Both Dockerfiles name what exists and keep the rules of an image; there is no engine here that could build them.</summary>
public sealed partial class ContainerFileTests
{
    private static ContainerFile Read(string file) => new(Repository.Read(file));

    [Theory]
    [InlineData("Dockerfile")]
    [InlineData("Dockerfile.gpu")]
    public void The_linter_has_no_complaint(string file) => Assert.Empty(Read(file).Complaints());

    [Theory]
    [InlineData("Dockerfile")]
    [InlineData("Dockerfile.gpu")]
    public void What_is_copied_exists_and_is_let_through(string file)
    {
        var ignore = Repository.Read(".dockerignore").Split('\n');
        Assert.Equal("*", ignore.First(line => line.Length > 0 && line[0] != '#'));
        var sources = Read(file).Sources.ToList();
        Assert.True(sources.Count > 8, "it copies next to nothing");
        foreach (var source in sources)
        {
            Assert.True(Path.Exists(Path.Combine(Repository.Root, source)), $"COPY {source}: there is none");
            Assert.True(ignore.Contains("!" + source), $"COPY {source}: .dockerignore leaves it out");
        }
    }

    [Fact]
    public void All_that_the_program_is_built_from_is_copied()
    {
        var wanted = Variable("PRODUCT").SelectMany(list => list.Split(',', ' ')).Select(name => name.Trim()).Where(name => name.Length > 0).ToList();
        Assert.Contains("src", wanted);
        foreach (var file in (string[])["Dockerfile", "Dockerfile.gpu"])
        {
            var copied = Read(file).Sources.Select(source => source.TrimEnd('/')).ToHashSet();
            foreach (var name in wanted) Assert.True(copied.Contains(name.Split('/')[0]), $"{file} does not copy {name}");
        }
    }

    [Theory]
    [InlineData("Dockerfile")]
    [InlineData("Dockerfile.gpu")]
    public void It_starts_the_worker_as_process_one_and_asks_it_by_its_own_command(string file)
    {
        var image = Read(file);
        Assert.Equal(["dotnet", "/app/streamner.dll"], image.Last("ENTRYPOINT")!.Exec!);
        Assert.Equal(["run"], image.Last("CMD")!.Exec!);
        Assert.Equal(["dotnet", "/app/streamner.dll", "health"], image.Last("HEALTHCHECK")!.Exec!);
        Assert.Equal("SIGTERM", image.Last("STOPSIGNAL")!.Rest);
        Assert.Equal("/app", image.Last("WORKDIR")!.Rest);
        var commands = StreamNer.Host.Cli.CommandLine.Create().Subcommands.Select(command => command.Name).ToList();
        Assert.Contains("run", commands);
        Assert.Contains("health", commands);
    }

    [Theory]
    [InlineData("Dockerfile")]
    [InlineData("Dockerfile.gpu")]
    public void Its_variables_are_settings_and_close_what_could_hold_text(string file)
    {
        var image = Read(file);
        foreach (var name in image.Variables.Keys.Where(name => name.StartsWith(EnvironmentNames.Prefix, StringComparison.Ordinal)))
            Assert.True(SettingCatalogue.Find(EnvironmentNames.KeyOf(name)) is not null, $"{name} is no setting");
        Assert.Equal(image.Variables["STREAMNER__HTTP__PORT"], image.Last("EXPOSE")!.Rest);
        Assert.Equal("0", image.Variables["DOTNET_EnableDiagnostics"]);
        // Metrics beyond the container are for who runs it to open.
        Assert.DoesNotContain("STREAMNER__HTTP__ADDRESS", image.Variables.Keys);
    }

    [Fact]
    public void They_take_the_sdk_and_the_runtime_that_the_sources_ask_for()
    {
        using var global = JsonDocument.Parse(Repository.Read("global.json"));
        var sdk = global.RootElement.GetProperty("sdk").GetProperty("version").GetString()!.Split('.')[0];
        Assert.Contains($"<TargetFramework>net{sdk}.0<", Repository.Read("Directory.Build.props"), StringComparison.Ordinal);
        foreach (var file in (string[])["Dockerfile", "Dockerfile.gpu"])
        {
            var images = Read(file).All.Where(one => one.Name == "FROM" && one.Rest.Contains("/dotnet/", StringComparison.Ordinal)).ToList();
            Assert.Equal(2, images.Count);
            Assert.All(images, one => Assert.Contains($":{sdk}.0-", one.Rest, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("FROM debian", "debian names no version")]
    [InlineData("FROM debian:latest", "debian:latest names no version")]
    [InlineData("FROM debian:12\nADD x /", "ADD fetches")]
    [InlineData("FROM debian:12\nCOPY --from=build /app /app", "COPY --from=build: no earlier stage")]
    [InlineData("FROM debian:12\nWORKDIR app", "WORKDIR app is not absolute")]
    [InlineData("FROM debian:12\nENTRYPOINT dotnet x.dll", "ENTRYPOINT is in the shell form")]
    [InlineData("FROM debian:12\nCMD [run]", "CMD is in the shell form")]
    [InlineData("FROM debian:12", "the image has no HEALTHCHECK")]
    [InlineData("FROM debian:12 AS build\nUSER 5\nFROM debian:12", "the image runs as root")]
    [InlineData("FROM debian:12\nUSER app", "USER app is not a number above 0")]
    [InlineData("FROM debian:12\nUSER 0", "USER 0 is not a number above 0")]
    [InlineData("FROM debian:12\nRUN apt-get install -y \\\n  curl", "apt-get install without update")]
    [InlineData("FROM debian:12\nRUN apt-get update && apt-get install -y curl", "apt's lists stay")]
    [InlineData("FROM debian:12\nRUN apt-get update && apt-get install -y curl", "--no-install-recommends")]
    [InlineData("FROM debian:12\nRUN curl -s https://example.org/x | sh", "piped into a shell")]
    [InlineData("FROM debian:12\nENV STREAMNER__SCHEMAREGISTRY__PASSWORD=x", "keeps a secret")]
    public void The_linter_sees(string text, string complaint) =>
        Assert.Contains(new ContainerFile(text).Complaints(), one => one.Contains(complaint, StringComparison.Ordinal));

    // The lists of eng/build.sh: PRODUCT=("$ROOT"/{a,b} "$ROOT"/eng/{c,d}).
    private static IEnumerable<string> Variable(string name)
    {
        var text = Repository.Read("eng/build.sh").Split(name + "=(", 2)[1].Split(')', 2)[0];
        return Lists().Matches(text).Select(match =>
            string.Join(',', match.Groups["names"].Value.Split(',').Select(one => match.Groups["folder"].Value + one)));
    }

    [GeneratedRegex(@"""\$ROOT""/(?<folder>[a-z/]*)\{(?<names>[^}]*)\}", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Lists();
}
