using System.Text.RegularExpressions;

namespace StreamNer.Kafka.Topics;

/// <summary>
/// Inputs that are named by a regular expression: those that begin with <c>^</c>. The worker looks for the topics that match and subscribes to them
/// by name, so that all that it knows of its inputs holds for them too; the client's own patterns are never used. What the worker writes to and
/// Kafka's internal topics (<c>__</c>) never match.
/// </summary>
internal static class TopicPatterns
{
    /// <summary>Whether an input is a pattern.</summary>
    public static bool IsPattern(string input) => input.StartsWith('^');

    /// <summary>Whether any input of these options is one.</summary>
    public static bool AreIn(KafkaOptions options) => Array.Exists(options.Inputs, IsPattern);

    /// <summary>Why a pattern cannot be used; null where it can.</summary>
    public static string? Mistake(string pattern)
    {
        try
        {
            Compile(pattern);
            return null;
        }
        catch (ArgumentException e)
        {
            return $"'{pattern}' is not a valid regular expression: {e.Message}";
        }
        catch (NotSupportedException)
        {
            return $"'{pattern}' looks around or back, which patterns of topics may not";
        }
    }

    /// <summary>The topics that match, in ordinal order; those that are named as inputs too are left out.</summary>
    /// <param name="options">Validated.</param>
    /// <param name="topics">All topics of the cluster that this user may see.</param>
    public static IReadOnlyList<string> Matching(KafkaOptions options, IEnumerable<string> topics)
    {
        var patterns = options.Inputs.Where(IsPattern).Select(Compile).ToList();
        return
        [
            .. topics.Where(topic => !topic.StartsWith("__", StringComparison.Ordinal) && patterns.Exists(pattern => pattern.IsMatch(topic)))
                .Except(options.Inputs, StringComparer.Ordinal).Except(options.Written, StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];
    }

    private static Regex Compile(string pattern) =>
        new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
}
