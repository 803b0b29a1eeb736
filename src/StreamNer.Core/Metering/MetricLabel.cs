using System.Runtime.CompilerServices;
using System.Text;

namespace StreamNer.Metering;

/// <summary>A label of a metric.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Values">Every value that it can have; null where only a running worker knows them (topics, partitions, the model's labels).</param>
internal record MetricLabel(string Name, IReadOnlyList<string>? Values = null);

/// <summary>A label whose values are an enum's members, in snake case unless they have codes of their own. The enum's values run from 0 without
/// gaps.</summary>
internal sealed record MetricLabel<TValue> : MetricLabel
    where TValue : struct, Enum
{
    private static readonly string[] s_values = [.. Enum.GetNames<TValue>().Select(SnakeCase)];
    private readonly KeyValuePair<string, object?>[] _tags;

    /// <summary>Creates the label; <paramref name="code"/> gives the text of a value, null for snake case.</summary>
    public MetricLabel(string name, Func<TValue, string>? code = null)
        : this(name, code is null ? s_values : [.. Enum.GetValues<TValue>().Select(code)])
    {
    }

    private MetricLabel(string name, string[] values)
        : base(name, values) => _tags = [.. values.Select(value => new KeyValuePair<string, object?>(name, value))];

    /// <summary>The label with one value, for a measurement; allocates nothing.</summary>
    public KeyValuePair<string, object?> this[TValue value] => _tags[Unsafe.BitCast<TValue, int>(value)];

    private static string SnakeCase(string member)
    {
        var text = new StringBuilder(member.Length + 2);
        foreach (var c in member)
        {
            if (char.IsAsciiLetterUpper(c) && text.Length > 0) text.Append('_');
            text.Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }
}
