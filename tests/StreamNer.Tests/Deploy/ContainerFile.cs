using System.Text.Json;
using System.Text.RegularExpressions;

namespace StreamNer.Tests.Deploy;

/// <summary>A Dockerfile taken apart, and what a linter has against it.</summary>
internal sealed partial class ContainerFile
{
    private readonly List<Instruction> _all = [];

    /// <summary>Reads instructions; a line that ends in a backslash goes on in the next, and comments are left out.</summary>
    public ContainerFile(string text)
    {
        var kept = text.Split('\n').Where(line => !line.TrimStart().StartsWith('#')).Select(line => line.TrimEnd());
        foreach (var line in string.Join('\n', kept).Replace("\\\n", " ", StringComparison.Ordinal).Split('\n'))
        {
            var words = line.Trim().Split(' ', 2, StringSplitOptions.TrimEntries);
            if (words[0].Length > 0) _all.Add(new(words[0], words.Length > 1 ? Spaces().Replace(words[1], " ") : ""));
        }
    }

    /// <summary>One instruction: its name, and the rest in one line with single spaces.</summary>
    internal sealed record Instruction(string Name, string Rest)
    {
        /// <summary>What stands behind it, in words, without <c>--flags</c>.</summary>
        public string[] Words => [.. Rest.Split(' ').Where(word => !word.StartsWith("--", StringComparison.Ordinal))];

        /// <summary>The value of <c>--name=value</c>, or null.</summary>
        public string? Flag(string name) =>
            Rest.Split(' ').FirstOrDefault(word => word.StartsWith($"--{name}=", StringComparison.Ordinal))?[(name.Length + 3)..];

        /// <summary>The words of the exec form, a JSON array; null in the shell form.</summary>
        public string[]? Exec
        {
            get
            {
                var from = Rest.IndexOf('[', StringComparison.Ordinal);
                if (from < 0) return null;
                try
                {
                    return JsonSerializer.Deserialize<string[]>(Rest[from..]);
                }
                catch (JsonException)
                {
                    return null;
                }
            }
        }
    }

    /// <summary>All instructions, in order.</summary>
    public IReadOnlyList<Instruction> All => _all;

    /// <summary>Those of the last stage, which is the image.</summary>
    public IReadOnlyList<Instruction> Image => [.. _all.Skip(_all.FindLastIndex(one => one.Name == "FROM"))];

    /// <summary>The instruction that holds: the last of its name in the image.</summary>
    public Instruction? Last(string name) => Image.LastOrDefault(one => one.Name == name);

    /// <summary>Paths of the build context that are copied.</summary>
    public IEnumerable<string> Sources =>
        _all.Where(one => one.Name == "COPY" && one.Flag("from") is null).SelectMany(one => one.Words[..^1]);

    /// <summary>The variables that the image sets.</summary>
    public IReadOnlyDictionary<string, string> Variables =>
        Image.Where(one => one.Name == "ENV").SelectMany(one => one.Words).Select(pair => pair.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);

    /// <summary>What breaks the rules that every image here keeps; empty when none is broken.</summary>
    public IEnumerable<string> Complaints()
    {
        var stages = new HashSet<string>(StringComparer.Ordinal);
        var defaults = _all.Where(one => one.Name == "ARG" && one.Rest.Contains('=', StringComparison.Ordinal))
            .Select(one => one.Rest.Split('=', 2)).ToDictionary(pair => "${" + pair[0] + "}", pair => pair[1], StringComparer.Ordinal);
        foreach (var one in _all)
        {
            switch (one.Name)
            {
                case "FROM":
                    var image = defaults.GetValueOrDefault(one.Words[0], one.Words[0]);
                    var tag = image[(image.LastIndexOf('/') + 1)..].Split(':');
                    if (!stages.Contains(image) && (tag.Length != 2 || tag[1] == "latest")) yield return $"{image} names no version";
                    if (one.Words is [_, _, var stage]) stages.Add(stage);
                    break;
                case "COPY" when one.Flag("from") is { } from && !stages.Contains(from):
                    yield return $"COPY --from={from}: no earlier stage of that name";
                    break;
                case "ADD":
                    yield return "ADD fetches and unpacks: use COPY";
                    break;
                case "MAINTAINER":
                    yield return "MAINTAINER is deprecated: use LABEL";
                    break;
                case "WORKDIR" when !one.Rest.StartsWith('/'):
                    yield return $"WORKDIR {one.Rest} is not absolute";
                    break;
                case "RUN":
                    foreach (var complaint in OfShell(one.Rest)) yield return complaint;
                    break;
            }
        }

        foreach (var name in (string[])["ENTRYPOINT", "CMD", "HEALTHCHECK"])
        {
            if (Last(name) is not { } one) yield return $"the image has no {name}";
            else if (one.Exec is null) yield return $"{name} is in the shell form: a shell, not the program, would get the signals";
        }

        if (Last("USER") is not { } user) yield return "the image runs as root";
        else if (!Numbers().IsMatch(user.Rest)) yield return $"USER {user.Rest} is not a number above 0: Kubernetes cannot tell that it is not root";
        foreach (var secret in Variables.Keys.Where(name => Secrets().IsMatch(name))) yield return $"ENV {secret} keeps a secret in the image";
    }

    private static IEnumerable<string> OfShell(string command)
    {
        if (command.Split(' ').Contains("sudo")) yield return "sudo in a build";
        if (Fetched().IsMatch(command)) yield return "a download is piped into a shell";
        if (!command.Contains("apt-get install", StringComparison.Ordinal)) yield break;
        if (!command.Contains("apt-get update", StringComparison.Ordinal)) yield return "apt-get install without update in the same RUN";
        if (!command.Contains(" -y", StringComparison.Ordinal)) yield return "apt-get install would ask: -y is missing";
        if (!command.Contains("--no-install-recommends", StringComparison.Ordinal)) yield return "apt-get install without --no-install-recommends";
        if (!command.Contains("rm -rf /var/lib/apt/lists/*", StringComparison.Ordinal)) yield return "apt's lists stay in the image";
    }

    [GeneratedRegex(" {2,}", RegexOptions.None, 10_000)]
    private static partial Regex Spaces();

    [GeneratedRegex("^[1-9][0-9]*(:[1-9][0-9]*)?$", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Numbers();

    [GeneratedRegex("PASSWORD|TOKEN|SECRET", RegexOptions.IgnoreCase, 10_000)]
    private static partial Regex Secrets();

    [GeneratedRegex(@"(curl|wget) [^|]*\| *(ba)?sh", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Fetched();
}
