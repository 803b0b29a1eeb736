using System.CommandLine;

namespace StreamNer.Chaos.Cli;

/// <summary>What the environment names, and how a command line that cannot be is refused.</summary>
internal static class Given
{
    public const string NoKafka = "no Kafka: set STREAMNER_TEST_KAFKA_LAUNCHER to a script that starts brokers";

    private static readonly string[] s_places = ["--report", "--folder", "--streamner", "--model"];

    public static string KafkaLauncher => Variable("STREAMNER_TEST_KAFKA_LAUNCHER");

    public static string RegistryLauncher => Variable("STREAMNER_TEST_REGISTRY_LAUNCHER");

    public static string Tools => Variable("STREAMNER_TEST_TOOLS");

    /// <summary>The program under test, which stands beside this one.</summary>
    public static string Streamner => Path.Combine(AppContext.BaseDirectory, "streamner");

    /// <summary>The folder named, or a new temporary one.</summary>
    public static string Folder(string named) =>
        named.Length > 0 ? Directory.CreateDirectory(named).FullName : Directory.CreateTempSubdirectory("streamner-chaos-").FullName;

    /// <summary>How a run was called, without the options that say where things are on this machine.</summary>
    public static string Command(ParseResult parsed)
    {
        string[] tokens = [.. parsed.Tokens.Select(token => token.Value)];
        var kept = tokens.Where((token, at) => !s_places.Contains(token) && (at == 0 || !s_places.Contains(tokens[at - 1])));
        return "StreamNer.Chaos " + string.Join(' ', kept);
    }

    /// <summary>Says why and gives the exit code.</summary>
    public static int Refuse(string message)
    {
        Console.Error.WriteLine(message);
        return 2;
    }

    private static string Variable(string name) => Environment.GetEnvironmentVariable(name) ?? "";
}
