using System.Runtime.InteropServices;
using StreamNer.Decoding;
using StreamNer.Linking.Sources;

namespace StreamNer.Linking;

/// <summary>Step 4: adds what the text says to what the name says (<see cref="NameScore"/>), which gives the score of each candidate. Not
/// thread-safe.</summary>
internal sealed class CandidateScore
{
    private const int EnoughWords = 3;
    private const int EnoughSport = 3;
    private const int EnoughNeighbours = 2;

    // Inhabitants of a place that texts name without saying that it is one.
    private const float Large = 100_000;

    // What the names of the document mean by themselves: the likeliest candidate of each.
    private readonly HashSet<int> _named = [];

    // Those of names of several words, with how many names mean them.
    private readonly Dictionary<int, int> _inFull = [];
    private readonly Dictionary<string, int> _countries = new(StringComparer.Ordinal);
    private int _places;
    private bool _alone;

    /// <summary>Looks at all groups of a document.</summary>
    public void Begin(IReadOnlyList<MentionGroup> groups)
    {
        var known = 0;
        foreach (var group in groups) known += group.Likeliest is null ? 0 : 1;
        _alone = known < 2;
        if (_alone) return;
        _named.Clear();
        _inFull.Clear();
        _countries.Clear();
        _places = 0;
        foreach (var group in groups)
        {
            if (group.Likeliest is not { } meant) continue;
            _named.Add(meant.Index);
            if (group.HasSeveralWords) CollectionsMarshal.GetValueRefOrAddDefault(_inFull, meant.Index, out _)++;
            if (!IsPlace(meant)) continue;
            CollectionsMarshal.GetValueRefOrAddDefault(_countries, meant.Country, out _)++;
            _places++;
        }
    }

    /// <summary>Scores the candidates of a group.</summary>
    /// <param name="group">The group.</param>
    /// <param name="mention">Its first mention.</param>
    /// <param name="window">The words around the group's mentions.</param>
    /// <param name="weights">What the features count.</param>
    /// <param name="trace">Takes the features; null for nobody.</param>
    public void Of(MentionGroup group, in EntitySpan mention, ContextWindow window, LinkWeights weights, LinkTrace? trace)
    {
        Span<float> features = stackalloc float[LinkWeights.Count];
        features.Clear();
        var around = window.Beside(mention);
        var sport = Math.Min(window.SportWords, EnoughSport) / (float)EnoughSport;
        var candidates = CollectionsMarshal.AsSpan(group.Candidates);
        for (var i = 0; i < candidates.Length; i++)
        {
            ref var one = ref candidates[i];
            var facts = one.Facts;
            features[(int)LinkFeature.Context] = Math.Min(window.Shared(facts.Words), EnoughWords) / (float)EnoughWords;
            if (!_alone) Others(features, facts, group);
            features[(int)LinkFeature.TeamInSport] = facts.IsTeam ? sport : 0;
            Set(features, LinkFeature.BesideSport,
                !facts.IsTeam && around.Sport && facts.Kind is (LabelKind.Organization or LabelKind.Location));
            Place(features, group, one, around, sport);
            Around(features, facts, around);
            one.Score = (float)(one.Own + weights.OfText(features));
            if (trace is null) continue;
            NameScore.Features(features, i, candidates, group.Kind, group.Key);
            trace.Add(group, facts.Index, features);
        }

        LinkWeights.Normalize(candidates);
    }

    // What else the document names.
    private void Others(Span<float> features, EntityFacts facts, MentionGroup group)
    {
        var own = group.Likeliest!;
        features[(int)LinkFeature.Neighbours] = Math.Min(NeighboursNamed(facts, own), EnoughNeighbours) / (float)EnoughNeighbours;
        features[(int)LinkFeature.Country] = CountryShare(facts, own);
        var named = _inFull.GetValueOrDefault(facts.Index) - (group.HasSeveralWords && own == facts ? 1 : 0);
        Set(features, LinkFeature.InFull, named > 0);
    }

    private static void Place(Span<float> features, MentionGroup group, in RankedCandidate one, in Beside around, float sport)
    {
        var facts = one.Facts;
        var place = facts.Kind == LabelKind.Location;
        var region = one.Region || one.Kind == AliasKind.Region;
        Set(features, LinkFeature.Region, region);
        Set(features, LinkFeature.BehindPlace, place && facts.IsRegion && around.BehindPlace);
        Set(features, LinkFeature.OtherRegion, place && !region && group.Region is { } other && !MayLie(facts, other, group.AnyRegion));
        features[(int)LinkFeature.PlaceInSport] = place ? sport : 0;
        Set(features, LinkFeature.SmallPlaceAlone,
            place && facts.Popularity is > 0 and < Large && !group.HasSeveralWords && !around.Preposition && !region);
    }

    // Of a country, each place says its own; of a state, only a place that goes by it says so. A state or country is in a list with the next.
    private static bool MayLie(EntityFacts place, Region region, bool otherLies) =>
        place.IsRegion || place.Country.Length == 0
        || (region.Code.StartsWith(place.Country, StringComparison.Ordinal) && (region.Code.Length == 2 || !otherLies));

    // Rivers, and countries such as the United States, have an article.
    private static void Around(Span<float> features, EntityFacts facts, in Beside around)
    {
        var person = facts.Kind == LabelKind.Person;
        var town = facts.Kind == LabelKind.Location && facts.Popularity > 0 && !facts.IsRegion;
        Set(features, LinkFeature.AfterArticle, around.Article && !person && (town || facts.Kind != LabelKind.Location));
        Set(features, LinkFeature.NameBefore, !person && around.NameBefore);
        Set(features, LinkFeature.NameBehind, !person && around.NameBehind);
    }

    private int NeighboursNamed(EntityFacts facts, EntityFacts own)
    {
        var count = 0;
        foreach (var neighbour in facts.Neighbours)
        {
            if (neighbour != own.Index && _named.Contains(neighbour)) count++;
        }

        return count;
    }

    private float CountryShare(EntityFacts facts, EntityFacts own)
    {
        if (!IsPlace(facts) || !_countries.TryGetValue(facts.Country, out var same)) return 0;
        var isPlace = IsPlace(own);
        var others = _places - (isPlace ? 1 : 0);
        if (isPlace && own.Country == facts.Country) same--;
        return others == 0 ? 0 : (float)same / others;
    }

    private static bool IsPlace(EntityFacts facts) => facts.Kind == LabelKind.Location && facts.Country.Length > 0;

    private static void Set(Span<float> features, LinkFeature feature, bool holds) => features[(int)feature] = holds ? 1 : 0;
}
