namespace BilskyWeb.Features.Viewer;

/// <summary>Where on the study page a part stands.</summary>
public enum StudyPagePlace
{
    /// <summary>Under the model's verdict.</summary>
    Head,

    /// <summary>Beside the images, above what the model says of the slice.</summary>
    Beside,

    /// <summary>Under the plot along the spine.</summary>
    Below,
}

/// <summary>Some keys and what they do, as the key sheet lists them.</summary>
public sealed record KeyRow(string[] Keys, string Does);

/// <summary>
/// A part of the study page that a later feature brings and registers as a service; the page itself knows none of them. The component
/// takes the page's <see cref="OpenedStudy"/> as its parameter Opened.
/// </summary>
/// <param name="Place">Where it stands.</param>
/// <param name="Component">Its component.</param>
/// <param name="ForReviewers">True leaves it out for everybody else.</param>
public sealed record StudyPagePart(StudyPagePlace Place, Type Component, bool ForReviewers)
{
    /// <summary>Its keys. None is one of the viewer's, so that a key means one thing on the page, whoever looks at it.</summary>
    public IReadOnlyList<KeyRow> Keys { get; init; } = [];
}
