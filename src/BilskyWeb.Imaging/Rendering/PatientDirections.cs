using BilskyWeb.Core.Geometry;

namespace BilskyWeb.Imaging.Rendering;

/// <summary>Which way the patient lies at the image's edges, as letters: R, L, A, P, H, F, two of them where the image is oblique.</summary>
/// <param name="Left">At the image's left edge.</param>
/// <param name="Top">At its top edge.</param>
public sealed record PatientDirections(string Left, string Top)
{
    /// <summary>At the image's right edge.</summary>
    public string Right => Opposite(Left);

    /// <summary>At its bottom edge.</summary>
    public string Bottom => Opposite(Top);

    /// <summary>The directions at the edges of an image that lies in a plane (PS3.3 C.7.6.1.1.1 and C.7.6.2); null when it is not known.</summary>
    /// <param name="plane">The plane, for a picture along the patient's axes <see cref="PatientAxesView.Shown"/>.</param>
    public static PatientDirections? Of(ImagePlane? plane)
    {
        if (plane is null)
        {
            return null;
        }

        var (right, bottom) = (Letters(plane.Row.X, plane.Row.Y, plane.Row.Z), Letters(plane.Column.X, plane.Column.Y, plane.Column.Z));
        return right.Length == 0 || bottom.Length == 0 ? null : new PatientDirections(Opposite(right), Opposite(bottom));
    }

    /// <summary>The letters of a direction, the strongest first; a component under about 15° off the plane is not told.</summary>
    private static string Letters(double x, double y, double z)
    {
        const double Noticeable = 0.26;
        (double Size, char Letter)[] parts = [(Math.Abs(x), x > 0 ? 'L' : 'R'), (Math.Abs(y), y > 0 ? 'P' : 'A'), (Math.Abs(z), z > 0 ? 'H' : 'F')];
        return string.Concat(parts.Where(part => part.Size > Noticeable).OrderByDescending(part => part.Size).Take(2).Select(part => part.Letter));
    }

    private static string Opposite(string letters) => string.Concat(letters.Select(letter => letter switch
    {
        'R' => 'L',
        'L' => 'R',
        'A' => 'P',
        'P' => 'A',
        'H' => 'F',
        _ => 'H',
    }));
}
