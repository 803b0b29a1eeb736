using System.Runtime.InteropServices;
using StreamNer.Decoding;

namespace StreamNer.Linking;

/// <summary>Step 4: the features of each candidate, and its score. Not thread-safe.</summary>
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

    /// <summary>Looks at all groups of a document.</summary>
    public void Begin(IReadOnlyList<MentionGroup> groups)
    {
        _named.Clear();
        _inFull.Clear();
        _countries.Clear();
        _places = 0;
        foreach (var group in groups)
        {
            if (Likeliest(group) is not { } meant) continue;
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
        Shared(features, group);
        var around = window.Beside(mention);
        var sport = Math.Min(window.SportWords, EnoughSport) / (float)EnoughSport;
        var own = Likeliest(group)!;
        var sums = new Sums(group.Candidates);
        foreach (ref var one in CollectionsMarshal.AsSpan(group.Candidates))
        {
            var facts = one.Facts;
            features[(int)LinkFeature.Prior] = one.Weight;
            features[(int)LinkFeature.Share] = sums.Weight > 0 ? one.Weight / sums.Weight : 0;
            features[(int)LinkFeature.Margin] = one.Weight - sums.MostBeside(one.Weight);
            Alias(features, group, one, sums);
            Types(features, facts, group.Kind, sums);
            features[(int)LinkFeature.Context] = Math.Min(window.Shared(facts.Words), EnoughWords) / (float)EnoughWords;
            features[(int)LinkFeature.Neighbours] = Math.Min(NeighboursNamed(facts, own), EnoughNeighbours) / (float)EnoughNeighbours;
            features[(int)LinkFeature.Country] = CountryShare(facts, own);
            var named = _inFull.GetValueOrDefault(facts.Index) - (group.HasSeveralWords && own == facts ? 1 : 0);
            Set(features, LinkFeature.InFull, named > 0);
            var team = facts.Kind == LabelKind.Organization && ContextWindow.IsOfSport(facts.Words);
            features[(int)LinkFeature.TeamInSport] = team ? sport : 0;
            Set(features, LinkFeature.BesideSport, !team && around.Sport && facts.Kind is (LabelKind.Organization or LabelKind.Location));
            Place(features, group, one, around, sport, sums);
            Around(features, facts, around);
            one.Score = weights.Evidence(features);
            trace?.Add(group, facts.Index, features);
        }

        LinkWeights.Normalize(CollectionsMarshal.AsSpan(group.Candidates));
    }

    private static void Shared(Span<float> features, MentionGroup group)
    {
        features[(int)LinkFeature.Always] = 1;
        Set(features, LinkFeature.SeveralWords, group.HasSeveralWords);
        Set(features, LinkFeature.Unlabelled, group.Kind == LabelKind.Other);
        Set(features, LinkFeature.Miscellaneous, group.Kind == LabelKind.Miscellaneous);
        features[(int)LinkFeature.Ambiguity] = MathF.Log(group.Candidates.Count) / 3;
    }

    private static void Alias(Span<float> features, MentionGroup group, in RankedCandidate one, in Sums sums)
    {
        var part = one.Kind is AliasKind.Surname or AliasKind.Initials;
        var person = one.Facts.Kind == LabelKind.Person;
        Set(features, LinkFeature.Surname, part);
        Set(features, LinkFeature.PersonOfOneWord,
            person && !group.HasSeveralWords && one.Facts.Prior <= KnowledgeRecord.DefaultPrior);
        Set(features, LinkFeature.Short,
            group.Key.Length <= 3 && !(group.Kind == LabelKind.Organization && one.Facts.Kind == LabelKind.Organization));
        features[(int)LinkFeature.Fame] = person ? one.Facts.Prior : 0;
        features[(int)LinkFeature.FameShare] = person && sums.Fame > 0 ? one.Facts.Popularity / sums.Fame : 0;
        Set(features, LinkFeature.MadeAlias, !one.Kind.IsStated());
        Set(features, LinkFeature.Demonym, one.Kind == AliasKind.Demonym);
        Set(features, LinkFeature.Near, one.Near);
    }

    private static void Types(Span<float> features, EntityFacts facts, LabelKind mention, in Sums sums)
    {
        var entity = facts.Kind;
        Set(features, LinkFeature.Person, entity == LabelKind.Person);
        Set(features, LinkFeature.Organization, entity == LabelKind.Organization);
        Set(features, LinkFeature.OtherType, entity is LabelKind.Miscellaneous or LabelKind.Other);
        var known = mention is LabelKind.Person or LabelKind.Organization or LabelKind.Location;
        Set(features, LinkFeature.OrganizationForOther, entity == LabelKind.Organization && mention == LabelKind.Miscellaneous);
        Set(features, LinkFeature.PlaceForOrganization, entity == LabelKind.Location && mention == LabelKind.Organization);
        Set(features, LinkFeature.PlaceBesideOrganization,
            sums.AnyOrganization && entity == LabelKind.Location && mention == LabelKind.Organization);
        Set(features, LinkFeature.SmallPlaceForOther,
            entity == LabelKind.Location && mention != LabelKind.Location && facts.Popularity is > 0 and < Large);
        Set(features, LinkFeature.PersonOrNot, known && entity == LabelKind.Person != (mention == LabelKind.Person));
    }

    private static void Place(Span<float> features, MentionGroup group, in RankedCandidate one, in Beside around, float sport, in Sums sums)
    {
        var facts = one.Facts;
        var place = facts.Kind == LabelKind.Location;
        var region = one.Region || one.Kind == AliasKind.Region;
        features[(int)LinkFeature.Population] = place ? MathF.Log10(1 + facts.Popularity) / 8 : 0;
        features[(int)LinkFeature.PopulationShare] = place && sums.Population > 0 ? facts.Popularity / sums.Population : 0;
        Set(features, LinkFeature.Region, region);
        Set(features, LinkFeature.State, place && facts.IsRegion);
        Set(features, LinkFeature.BehindPlace, place && facts.IsRegion && around.BehindPlace);
        Set(features, LinkFeature.EnglishPlace, place && facts.Country is "US" or "GB" or "CA" or "AU" or "IE" or "NZ");
        Set(features, LinkFeature.OtherRegion, place && !region && group.Region is { } other && !MayLie(facts, other, sums.AnyRegion));
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

    private static EntityFacts? Likeliest(MentionGroup group)
    {
        EntityFacts? best = null;
        var most = 0f;
        foreach (ref readonly var one in CollectionsMarshal.AsSpan(group.Candidates))
        {
            // A tiny prior may have no weight left.
            if (best is null || one.Weight > most) (best, most) = (one.Facts, one.Weight);
        }

        return best;
    }

    private static void Set(Span<float> features, LinkFeature feature, bool holds) => features[(int)feature] = holds ? 1 : 0;

    /// <summary>What the candidates of a group have together.</summary>
    private readonly struct Sums
    {
        private readonly float _most;
        private readonly float _second;

        public Sums(List<RankedCandidate> candidates)
        {
            foreach (ref readonly var one in CollectionsMarshal.AsSpan(candidates))
            {
                var weight = one.Weight;
                Weight += weight;
                AnyRegion |= one.Region;
                AnyOrganization |= one.Facts.Kind == LabelKind.Organization;
                if (one.Facts.Kind == LabelKind.Location) Population += one.Facts.Popularity;
                if (one.Facts.Kind == LabelKind.Person) Fame += one.Facts.Popularity;
                if (weight > _most) (_most, _second) = (weight, _most);
                else _second = Math.Max(_second, weight);
            }
        }

        public float Weight { get; }

        public float Population { get; }

        public float Fame { get; }

        public bool AnyOrganization { get; }

        /// <summary>Whether one lies in the state or country that the text writes behind.</summary>
        public bool AnyRegion { get; }

        /// <summary>The greatest weight beside a candidate's own; 0 when there is no other.</summary>
        public float MostBeside(float weight) => weight < _most ? _most : _second;
    }
}
