using StreamNer.Configuration;
using StreamNer.Host.Configuration;

namespace StreamNer.Tests.Host.Configuration;

public sealed class SettingsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("streamner-settings").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static SettingsOrigins FromEnvironment(params (string Name, string Value)[] variables) =>
        new() { Environment = [.. variables.Select(variable => KeyValuePair.Create(variable.Name, variable.Value))] };

    private static SettingsOrigins FromSet(params string[] assignments) => new() { Assignments = assignments };

    private static T Bind<T>(List<OptionError> errors, params string[] assignments) =>
        new SettingsBinder(new SettingsStack([SettingsLayer.FromAssignments("--set", assignments, errors)]), errors).BindAll<T>();

    [Fact]
    public void Without_any_origin_the_defaults_hold_and_are_valid()
    {
        var loaded = SettingsLoader.Load(new SettingsOrigins());
        Assert.Empty(loaded.Errors);
        Assert.Equal(20, loaded.Settings.Flow.DrainSeconds);
        Assert.All(loaded.Effective, setting => Assert.False(setting.IsGiven));
    }

    [Fact]
    public void A_later_origin_wins()
    {
        File.WriteAllText(Path.Combine(_folder, "appsettings.json"),
            """{ "limits": { "tokensPerDocument": 1 }, "http": { "port": 1 }, "flow": { "drainSeconds": 1 }, }""");
        File.WriteAllText(Path.Combine(_folder, "mine.json"), """{ "limits": { "tokensPerDocument": 2 }, "http": { "port": 2 } }""");
        var loaded = SettingsLoader.Load(FromEnvironment(("STREAMNER__LIMITS__TOKENSPERDOCUMENT", "3")) with
        {
            Folder = _folder,
            ConfigFile = Path.Combine(_folder, "mine.json"),
            Flags = new Dictionary<string, string> { ["http:address"] = "127.0.0.4" },
            Assignments = ["http:address=127.0.0.5"],
        });
        Assert.Empty(loaded.Errors);
        Assert.Equal(3, loaded.Settings.Limits.TokensPerDocument);
        Assert.Equal(2, loaded.Settings.Http.Port);
        Assert.Equal(1, loaded.Settings.Flow.DrainSeconds);
        Assert.Equal("127.0.0.5", loaded.Settings.Http.Address);
    }

    [Fact]
    public void All_mistakes_are_listed_at_once_each_with_its_key()
    {
        var loaded =
            SettingsLoader.Load(FromSet("limits:tokensPerDocument=many", "http:port=70000", "flow:drainSecnds=5", "log:format=xml", "nonsense=1"));
        Assert.Equal(
            ["flow:drainSecnds", "http:port", "limits:tokensPerDocument", "log:format", "nonsense"],
            loaded.Errors.Select(error => error.Key).Order(StringComparer.Ordinal));
        Assert.Contains(loaded.Errors, error => error.Message.Contains("did you mean 'flow:drainSeconds'?", StringComparison.Ordinal));
        Assert.Contains(loaded.Errors, error => error.Message.Contains("must be one of json, text", StringComparison.Ordinal));
        Assert.Contains(loaded.Errors, error => error is { Key: "nonsense", Message: "unknown setting (from --set)" });
    }

    [Theory]
    [InlineData("STREAMNER__KAFKA__CONSUMER__SESSION_TIMEOUT_MS", "KAFKA:CONSUMER:session.timeout.ms")]
    [InlineData("STREAMNER__KAFKA__PRODUCER__LINGER_MS", "KAFKA:PRODUCER:linger.ms")]
    [InlineData("STREAMNER__LIMITS__TOKENSPERDOCUMENT", "LIMITS:TOKENSPERDOCUMENT")]
    public void Environment_names_become_keys(string name, string key) =>
        Assert.Equal([key], SettingsLayer.FromEnvironment([KeyValuePair.Create(name, "1")]).Values.Keys);

    [Fact]
    public void Other_variables_are_not_settings() =>
        Assert.Empty(SettingsLayer.FromEnvironment([KeyValuePair.Create("STREAMNER_TEST_KAFKA", "x"), KeyValuePair.Create("PATH", "x")]).Values);

    [Fact]
    public void Sections_of_ASPNET_are_passed_over_and_any_other_unknown_one_is_a_mistake()
    {
        File.WriteAllText(
            Path.Combine(_folder, "appsettings.json"),
            """
            { "$schema": "streamner.schema.json", "Logging": { "LogLevel": { "Default": "Warning" } }, "AllowedHosts": "*", "Kestrel": { "Limits": { "MaxRequestBodySize": 1 } },
              "Urls": "http://*:80", "ConnectionStrings": { "db": "x" } }
            """);
        var error = Assert.Single(SettingsLoader.Load(new SettingsOrigins { Folder = _folder }).Errors);
        Assert.Equal("ConnectionStrings:db: unknown setting (from appsettings.json)", error.ToString());
    }

    [Theory]
    [InlineData("""{ "pii": { "profile": "strict" } }""", true)]
    [InlineData("""{ "Logging": { "LogLevel": { "Default": "Warning" } } }""", false)]
    [InlineData("{", false)]
    public void A_settings_file_in_another_folder_is_noticed_when_it_is_ours(string json, bool ours)
    {
        File.WriteAllText(Path.Combine(_folder, "appsettings.json"), json);
        Assert.Equal(ours, SettingsLoader.IsOverlooked(_folder, AppContext.BaseDirectory));
        Assert.False(SettingsLoader.IsOverlooked(_folder, _folder));
    }

    [Fact]
    public void A_directory_is_no_config_file() =>
        Assert.Equal($"{_folder}: is a directory; a file is needed",
            Assert.Single(SettingsLoader.Load(new SettingsOrigins { ConfigFile = _folder }).Errors).ToString());

    [Theory]
    [InlineData("""{ "limits": """)]
    [InlineData("[]")]
    public void A_broken_file_is_one_error_with_its_name(string json)
    {
        File.WriteAllText(Path.Combine(_folder, "appsettings.json"), json);
        var error = Assert.Single(SettingsLoader.Load(new SettingsOrigins { Folder = _folder }).Errors);
        Assert.Equal("appsettings.json", error.Key);
    }

    [Fact]
    public void A_missing_config_file_is_an_error() =>
        Assert.Contains("no such file",
            Assert.Single(SettingsLoader.Load(new SettingsOrigins { ConfigFile = Path.Combine(_folder, "none.json") }).Errors).Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_list_in_a_higher_origin_replaces_a_longer_one_whole()
    {
        var low = new SettingsLayer("low", new Dictionary<string, string> { ["names:0"] = "a", ["names:1"] = "b", ["names:2"] = "c" });
        var errors = new List<OptionError>();
        var byIndex = new SettingsLayer("high", new Dictionary<string, string> { ["names:0"] = "x" });
        Assert.Equal(["x"], new SettingsBinder(new SettingsStack([low, byIndex]), errors).BindAll<Sample>().Names);
        var byComma = new SettingsLayer("high", new Dictionary<string, string> { ["names"] = "x, y" });
        Assert.Equal(["x", "y"], new SettingsBinder(new SettingsStack([low, byComma]), errors).BindAll<Sample>().Names);
        Assert.Empty(errors);
    }

    [Fact]
    public void Maps_records_and_lists_of_records_are_followed()
    {
        var errors = new List<OptionError>();
        var sample = Bind<Sample>(errors, "properties:session.timeout.ms=5", "parts:0:name=a", "parts:1:name=b", "parts:1:weight=0.5",
            "byName:x:weight=2", "kind=exactly-once");
        Assert.Empty(errors);
        Assert.Equal("5", sample.Properties["session.timeout.ms"]);
        Assert.Equal([new Part { Name = "a" }, new Part { Name = "b", Weight = 0.5 }], sample.Parts);
        Assert.Equal(2, sample.ByName["x"].Weight);
        Assert.Equal(Kind.ExactlyOnce, sample.Kind);
    }

    [Fact]
    public void A_mistake_deep_in_a_list_names_its_whole_key()
    {
        var errors = new List<OptionError>();
        Bind<Sample>(errors, "parts:0:wieght=1");
        Assert.Equal("parts:0:wieght: unknown setting; did you mean 'parts:0:weight'? (from --set)", Assert.Single(errors).ToString());
    }

    [Fact]
    public void A_secret_may_stand_in_a_file_and_is_never_shown()
    {
        var path = Path.Combine(_folder, "password");
        File.WriteAllText(path, "hunter2\n");
        var errors = new List<OptionError>();
        var binder = new SettingsBinder(
            new SettingsStack([SettingsLayer.FromAssignments("--set",
                [$"properties:sasl.passwordFile={path}", $"clientSecretFile={path}", "properties:ssl.key.password=hunter3"], errors)]), errors);
        var sample = binder.BindAll<Sample>();
        Assert.Empty(errors);
        Assert.Equal("hunter2", sample.Properties["sasl.password"]);
        Assert.Equal("hunter2", sample.ClientSecret);
        Assert.DoesNotContain(binder.Effective, setting => setting.Value.Contains("hunter", StringComparison.Ordinal));
        Assert.Contains(binder.Effective, setting => setting is { Key: "properties:ssl.key.password", Value: Secrets.Masked });
    }

    [Fact]
    public void A_secret_file_that_is_absent_is_an_error_with_its_key()
    {
        var errors = new List<OptionError>();
        Bind<Sample>(errors, "clientSecretFile=/no/such/file");
        Assert.Equal("clientSecretFile", Assert.Single(errors).Key);
    }

    [Fact]
    public void User_information_in_a_URL_is_masked() =>
        Assert.Equal("https://******@host/path", Secrets.Mask("registry:url", "https://user:pass@host/path"));

    [Theory]
    [InlineData("limits:tokensPerDocument", false)]
    [InlineData("kafka:consumer:sasl.password", true)]
    [InlineData("kafka:consumer:ssl.ca.location", false)]
    [InlineData("registry:basicAuthUserInfo", true)]
    public void Secrets_are_known_by_name(string key, bool secret) => Assert.Equal(secret, Secrets.IsSecret(key));

    private enum Kind
    {
        AtLeastOnce,
        ExactlyOnce,
    }

    private sealed record Part
    {
        public string Name { get; init; } = "";

        public double Weight { get; init; } = 1;
    }

    private sealed record Sample
    {
        public IReadOnlyList<string> Names { get; init; } = [];

        public IReadOnlyDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>();

        public IReadOnlyList<Part> Parts { get; init; } = [];

        public IReadOnlyDictionary<string, Part> ByName { get; init; } = new Dictionary<string, Part>();

        public Kind Kind { get; init; }

        public string ClientSecret { get; init; } = "";
    }

    [Fact]
    public void A_map_where_a_list_is_due_is_a_mistake()
    {
        File.WriteAllText(Path.Combine(_folder, "mine.json"), """{ "pii": { "keys": { "destroyed": { "acme": true } } } }""");
        var loaded = SettingsLoader.Load(new SettingsOrigins { ConfigFile = Path.Combine(_folder, "mine.json") });
        Assert.Equal("pii:keys:destroyed:acme: pii:keys:destroyed is a list: items are numbered from 0", Assert.Single(loaded.Errors).ToString());
    }

    [Fact]
    public void A_key_that_stands_twice_in_a_file_is_a_mistake_in_whatever_case()
    {
        File.WriteAllText(Path.Combine(_folder, "mine.json"),
            """{ "pii": { "profile": "strict", "profile": "none", "topics": { "Raw": "none", "raw": "strict" } } }""");
        var loaded = SettingsLoader.Load(new SettingsOrigins { ConfigFile = Path.Combine(_folder, "mine.json") });
        Assert.Equal(
            ["pii:profile: appears more than once in mine.json (case does not matter)",
                "pii:topics:raw: appears more than once in mine.json (case does not matter)"],
            loaded.Errors.Select(error => error.ToString()));
    }

    [Fact]
    public void Actions_are_called_as_in_records()
    {
        var error = Assert.Single(SettingsLoader.Load(FromSet("pii:actions:EMAIL=shred")).Errors).ToString();
        Assert.Contains("one of keep, tag, numbered_tag, mask, last_four, first_six_last_four, generalize, pseudonym, encrypt, drop", error,
            StringComparison.Ordinal);
    }
}
