using StreamNer.Configuration;

namespace StreamNer.Host.Configuration;

/// <summary>The settings, all as they hold, and every mistake found. They may be used only when there is none.</summary>
internal sealed record LoadedSettings(Settings Settings, IReadOnlyList<EffectiveSetting> Effective, IReadOnlyList<OptionError> Errors);

/// <summary>Where settings come from; a later origin wins: <c>appsettings.json</c>, the file of <c>--config</c>, the environment, flags,
/// <c>--set</c>.</summary>
internal sealed record SettingsOrigins
{
    /// <summary>The program's folder, in which <c>appsettings.json</c> is looked for; null for none.</summary>
    public string? Folder { get; init; }

    /// <summary>A JSON file that must exist; null for none.</summary>
    public string? ConfigFile { get; init; }

    /// <summary>Environment variables; those beginning with <c>STREAMNER__</c> count.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Environment { get; init; } = [];

    /// <summary>Flags by the key they set.</summary>
    public IReadOnlyDictionary<string, string> Flags { get; init; } = new Dictionary<string, string>();

    /// <summary><c>KEY=VALUE</c> of <c>--set</c>.</summary>
    public IReadOnlyList<string> Assignments { get; init; } = [];
}

/// <summary>Reads and checks the settings.</summary>
internal static class SettingsLoader
{
    /// <summary>The file in the program's folder.</summary>
    public const string DefaultFile = "appsettings.json";

    /// <summary>Whether a folder that is not the program's own has a settings file of ours: nobody reads it, and who put it there may rely on
    /// it.</summary>
    public static bool IsOverlooked(string folder, string program)
    {
        var file = Path.Combine(folder, DefaultFile);
        if (!File.Exists(file) || Path.GetFullPath(file) == Path.GetFullPath(Path.Combine(program, DefaultFile))) return false;
        var sections = OptionTypes.Settable(typeof(Settings)).Select(OptionTypes.KeyOf).ToList();
        return SettingsLayer.FromJson(file, []) is { } layer
            && layer.Values.Keys.Any(key => sections.Contains(key.Split(':')[0], StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>Reads all origins; mistakes are values.</summary>
    /// <param name="origins">Where to look.</param>
    /// <param name="kafka">Whether Kafka is used; null: when a setting of it is given.</param>
    public static LoadedSettings Load(SettingsOrigins origins, bool? kafka = null)
    {
        var errors = new List<OptionError>();
        var layers = new List<SettingsLayer>();
        if (origins.Folder is { } folder && Path.Combine(folder, DefaultFile) is var file && File.Exists(file)) AddJson(file);
        if (origins.ConfigFile is { } config) AddJson(config);
        layers.Add(SettingsLayer.FromEnvironment(origins.Environment));
        layers.Add(new SettingsLayer("command line", new Dictionary<string, string>(origins.Flags, StringComparer.OrdinalIgnoreCase)));
        layers.Add(SettingsLayer.FromAssignments("--set", origins.Assignments, errors));

        var binder = new SettingsBinder(new SettingsStack(layers), errors);
        var settings = binder.BindAll<Settings>();
        var isForKafka = kafka ?? binder.Effective.Any(setting =>
            setting.IsGiven && setting.Key.StartsWith("kafka:", StringComparison.OrdinalIgnoreCase));
        settings.Validate(errors, isForKafka);
        EnvironmentNames.CheckSingle(origins.Environment, settings.Pii.Keys.Variables, errors);
        return new LoadedSettings(settings, ProfileSettings.Fill(settings, binder.Effective), errors);

        void AddJson(string path)
        {
            if (SettingsLayer.FromJson(path, errors) is { } layer) layers.Add(layer);
        }
    }
}
