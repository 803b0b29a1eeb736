using System.Collections;
using System.CommandLine;
using StreamNer.Configuration;
using StreamNer.Host.Configuration;

namespace StreamNer.Host.Cli;

/// <summary>A flag that sets a setting; its value is checked with all other settings. A list flag may be given several times.</summary>
internal sealed record SettingFlag(string Name, string Key, string Value, string Help, bool IsList = false);

/// <summary>The flags of a command that stand for settings, with <c>--config</c> and <c>--set</c>.</summary>
internal sealed class SettingFlags
{
    private readonly List<(SettingFlag Flag, Option<string[]> Option)> _flags = [];
    private readonly Option<string?> _config = new("--config") { HelpName = "FILE", Description = "JSON file with settings." };
    private readonly Option<string[]> _set =
        new("--set") { HelpName = "KEY=VALUE", Description = "Any setting, such as limits:tokensPerDocument=1000; repeatable." };

    /// <summary>Adds all of them to <paramref name="command"/>.</summary>
    public SettingFlags(Command command, params ReadOnlySpan<SettingFlag> flags)
    {
        foreach (var flag in flags)
        {
            var option = new Option<string[]>(flag.Name)
            {
                HelpName = flag.Value,
                Description = $"{flag.Help.TrimEnd('.')} ({flag.Key}).",
                Arity = ArgumentArity.OneOrMore,
            };
            if (!flag.IsList)
            {
                option.Validators.Add(result =>
                {
                    if (result.Tokens.Count > 1) result.AddError($"{flag.Name} was given more than once");
                });
            }

            _flags.Add((flag, option));
            command.Add(option);
        }

        command.Add(_config);
        command.Add(_set);
    }

    /// <summary>
    /// Loads the settings. Mistakes are listed on standard error.
    /// </summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="kafka">Whether Kafka is used; null: when a setting of it is given.</param>
    /// <param name="more">Settings that a command derives from its other arguments.</param>
    /// <returns>Null when there were mistakes: exit with <see cref="ExitCode.Usage"/>.</returns>
    public LoadedSettings? Load(ParseResult parsed, bool? kafka, params IEnumerable<(string Key, string Value)> more)
    {
        var loaded = Read(parsed, kafka, more);
        if (loaded.Errors.Count == 0) return loaded;
        Refuse(loaded.Errors);
        return null;
    }

    /// <summary>As <see cref="Load"/>, with the mistakes in the result.</summary>
    public LoadedSettings Read(ParseResult parsed, bool? kafka, params IEnumerable<(string Key, string Value)> more)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (flag, option) in _flags)
        {
            var given = parsed.GetValue(option) ?? [];
            for (var i = 0; i < given.Length; i++) values[flag.IsList ? $"{flag.Key}:{i}" : flag.Key] = given[i];
        }

        foreach (var (key, value) in more) values[key] = value;
        const string file = SettingsLoader.DefaultFile;
        if (parsed.GetValue(_config) is null && SettingsLoader.IsOverlooked(Environment.CurrentDirectory, AppContext.BaseDirectory))
            Console.Error.WriteLine($"streamner: note: {file} in the current folder is not read; to use it: --config {file}");
        var loaded = SettingsLoader.Load(new SettingsOrigins
        {
            Folder = AppContext.BaseDirectory,
            ConfigFile = parsed.GetValue(_config),
            Environment = [.. EnvironmentVariables()],
            Flags = values,
            Assignments = parsed.GetValue(_set) ?? [],
        }, kafka);
        return loaded with { Errors = [.. loaded.Errors.Select(WithFlag)] };
    }

    /// <summary>What is missing is told with the flag that sets it.</summary>
    private OptionError WithFlag(OptionError error) =>
        error.IsMissing && _flags.Find(flag => flag.Flag.Key == error.Key).Flag is { } flag
            ? error with { Message = $"{error.Message} ({flag.Name})" }
            : error;

    /// <summary>Lists mistakes on standard error.</summary>
    public static void Refuse(IReadOnlyList<OptionError> errors)
    {
        Console.Error.WriteLine($"streamner: {errors.Count} error{(errors.Count == 1 ? "" : "s")} in the configuration:");
        foreach (var error in errors) Console.Error.WriteLine($"  {error}");
        if (errors.Any(error => error.Message.StartsWith("unknown setting (", StringComparison.Ordinal)))
            Console.Error.WriteLine("streamner: 'streamner config show --describe' lists all settings");
    }

    private static IEnumerable<KeyValuePair<string, string>> EnvironmentVariables() =>
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Select(entry => KeyValuePair.Create((string)entry.Key, (string?)entry.Value ?? ""));
}
