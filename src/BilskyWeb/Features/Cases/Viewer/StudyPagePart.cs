using BilskyWeb.Features.Grading;
using BilskyWeb.Shell.Components;

namespace BilskyWeb.Features.Cases.Viewer;

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

/// <summary>
/// A part of the study page that another feature brings. The page places it by this and knows no more of it; the component takes the page's
/// <see cref="OpenedStudy"/> as its parameter Opened.
/// </summary>
/// <param name="Place">Where it stands.</param>
/// <param name="Component">Its component.</param>
/// <param name="ForReviewers">True leaves it out for everybody else.</param>
public sealed record StudyPagePart(StudyPagePlace Place, Type Component, bool ForReviewers)
{
    /// <summary>Its keys. None is one of the viewer's, so that a key means one thing on the page, whoever looks at it.</summary>
    public IReadOnlyList<KeyRow> Keys { get; init; } = [];
}
