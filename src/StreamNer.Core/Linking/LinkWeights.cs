using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace StreamNer.Linking;

/// <summary>The weights of <see cref="LinkFeature"/>: a conditional logit that <c>eng/linking/fit.py</c> fits. Immutable.</summary>
internal sealed class LinkWeights
{
    /// <summary>How many features there are.</summary>
    internal const int Count = (int)LinkFeature.SmallPlaceAlone + 1;

    private const int OfNames = (int)LinkFeature.Ambiguity + 1;

    private static readonly Lazy<LinkWeights> LazyBuiltIn = new(() =>
    {
        using var stream = typeof(LinkWeights).Assembly.GetManifestResourceStream("StreamNer.Linking.weights.tsv")!;
        using var reader = new StreamReader(stream);
        return Read(reader);
    });

    private readonly float[] _weights;

    private LinkWeights(float[] weights)
    {
        _weights = weights;
        var text = string.Join(' ', weights.Select(weight => weight.ToString(CultureInfo.InvariantCulture)));
        Version = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12];
    }

    /// <summary>Those that ship with the product.</summary>
    public static LinkWeights BuiltIn => LazyBuiltIn.Value;

    /// <summary>A name for their content: part of a snapshot's name.</summary>
    public string Version { get; }

    /// <summary>Reads lines of a feature's name, a tab and its weight; each feature once.</summary>
    /// <exception cref="InvalidDataException">A line of another form, or a feature is missing; the message names it.</exception>
    public static LinkWeights Read(TextReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var weights = new float[Count];
        var known = new bool[Count];
        for (var number = 1; reader.ReadLine() is { } line; number++)
        {
            if (line.Length == 0 || line[0] == '#') continue;
            var fields = line.Split('\t');
            if (fields.Length != 2 || !Enum.TryParse<LinkFeature>(fields[0], out var feature) || !Enum.IsDefined(feature)
                || char.IsDigit(line[0]) || !float.TryParse(fields[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var weight)
                || !float.IsFinite(weight))
                throw new InvalidDataException($"line {number} is not a feature, a tab and its weight");
            (weights[(int)feature], known[(int)feature]) = (weight, true);
        }

        var missing = Array.IndexOf(known, false);
        return missing < 0 ? new LinkWeights(weights) : throw new InvalidDataException($"the weights lack {(LinkFeature)missing}");
    }

    /// <summary>What the features that follow from the name say for a candidate, on the scale of a logarithm; that of "none of them" is 0.</summary>
    internal double OfName(ReadOnlySpan<float> features) => Sum(features, 0, OfNames);

    /// <summary>What those that follow from the text add.</summary>
    internal double OfText(ReadOnlySpan<float> features) => Sum(features, OfNames, Count);

    /// <summary>Turns the evidence of all candidates of a mention into how likely each is the right one, and none is the rest: 0 to 1, in steps of
    /// 0.0001 so that processors agree.</summary>
    internal static void Normalize(Span<RankedCandidate> candidates)
    {
        // Exponentials of what is at most 0 cannot overflow.
        double most = 0;
        foreach (ref readonly var one in candidates) most = Math.Max(most, one.Score);
        var all = Math.Exp(-most);
        foreach (ref readonly var one in candidates) all += Math.Exp(one.Score - most);
        foreach (ref var one in candidates) one.Score = (float)Math.Round(Math.Exp(one.Score - most) / all, 4);
    }

    private double Sum(ReadOnlySpan<float> features, int from, int to)
    {
        double sum = 0;
        for (var i = from; i < to; i++) sum += (double)_weights[i] * features[i];
        return sum;
    }
}
