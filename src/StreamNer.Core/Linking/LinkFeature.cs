namespace StreamNer.Linking;

/// <summary>What the score of a candidate rests on. Each is a number of about 0 to 1; <c>eng/linking/fit.py</c> finds their weights. Those up to
/// <see cref="Ambiguity"/> follow from the name and the base alone, and are kept for the next text with the name (<see cref="NameCache"/>).</summary>
internal enum LinkFeature
{
    // What a name means by itself.

    /// <summary>Always 1.</summary>
    Always,

    /// <summary>The candidate's prior, times the weight of its alias kind.</summary>
    Prior,

    /// <summary>That of all candidates of the mention, as a share.</summary>
    Share,

    /// <summary>How much it is above the best other candidate's, or below it.</summary>
    Margin,

    /// <summary>The logarithm of a place's population to the base ten, over eight.</summary>
    Population,

    /// <summary>The population of all places that go by the mention, as a share.</summary>
    PopulationShare,

    /// <summary>The alias is no name that a source states.</summary>
    MadeAlias,

    /// <summary>The alias is an adjective or the name of the inhabitants.</summary>
    Demonym,

    /// <summary>The name differs from the mention by one letter.</summary>
    Near,

    /// <summary>The alias is a person's surname or initials.</summary>
    Surname,

    /// <summary>A person who goes by one word, and is not known to be famous: texts call many so.</summary>
    PersonOfOneWord,

    /// <summary>A person's prior.</summary>
    Fame,

    /// <summary>The mention has several words.</summary>
    SeveralWords,

    /// <summary>The mention has up to three letters, and it is no organization that the model saw as one: those have abbreviations.</summary>
    Short,

    /// <summary>The candidate is a state or country.</summary>
    State,

    /// <summary>A place in a country whose language is English, as the text's.</summary>
    EnglishPlace,

    /// <summary>The candidate is a person.</summary>
    Person,

    /// <summary>The candidate is an organization.</summary>
    Organization,

    /// <summary>The candidate is neither person nor organization nor place.</summary>
    OtherType,

    /// <summary>The model took no such name here.</summary>
    Unlabelled,

    /// <summary>The model called it a name of another kind (<c>MISC</c>).</summary>
    Miscellaneous,

    /// <summary>The model called an organization a name of another kind, as it does with products.</summary>
    OrganizationForOther,

    /// <summary>The model called a place an organization.</summary>
    PlaceForOrganization,

    /// <summary>The model called a place an organization, and an organization goes by the name too.</summary>
    PlaceBesideOrganization,

    /// <summary>A place with fewer than a hundred thousand inhabitants, and the model saw no place.</summary>
    SmallPlaceForOther,

    /// <summary>One of both is a person.</summary>
    PersonOrNot,

    /// <summary>How many candidates there are, logarithmically.</summary>
    Ambiguity,

    // What the text says.

    /// <summary>The text writes the candidate's state or country after the mention.</summary>
    Region,

    /// <summary>The text writes another state or country after the mention of a place.</summary>
    OtherRegion,

    /// <summary>A state or country that stands behind a name and a comma, as in "Paris, TX".</summary>
    BehindPlace,

    /// <summary>Words of its description that the text around has.</summary>
    Context,

    /// <summary>Its neighbours among the entities that other mentions mean.</summary>
    Neighbours,

    /// <summary>Another mention means it by several words.</summary>
    InFull,

    /// <summary>Other mentions mean places of its country.</summary>
    Country,

    /// <summary>A place among words of sport.</summary>
    PlaceInSport,

    /// <summary>A place or institution right beside a word of sport or "vs": "the Texas game".</summary>
    BesideSport,

    /// <summary>A team among words of sport.</summary>
    TeamInSport,

    /// <summary>The article stands before it, and it is a town, an organization or of another kind.</summary>
    AfterArticle,

    /// <summary>No person, and a word with a capital stands before it.</summary>
    NameBefore,

    /// <summary>No person, and a word with a capital stands behind it.</summary>
    NameBehind,

    /// <summary>A place of one word with fewer than a hundred thousand inhabitants; no preposition, state or country says that it is one.</summary>
    SmallPlaceAlone,
}
