namespace BilskyWeb.Phantom.Implants;

/// <summary>Cord, sac and bony wall of one real slice before anything is implanted, and where its patient's back and left are.</summary>
/// <param name="Cord">The cord's outline about its own centre.</param>
/// <param name="Sac">The sac's outline about the cord's centre.</param>
/// <param name="Wall">The bony canal's outline about the sac's centre.</param>
/// <param name="BackX">Unit vector towards the patient's back in the image.</param>
/// <param name="BackY">Unit vector towards the patient's back in the image.</param>
/// <param name="LeftX">Unit vector towards the patient's left in the image.</param>
/// <param name="LeftY">Unit vector towards the patient's left in the image.</param>
internal sealed record CanalOutlines(Outline Cord, Outline Sac, Outline Wall, double BackX, double BackY, double LeftX, double LeftY)
{
    /// <summary>A direction of the patient in the image: 0 is left, a quarter turn is the back.</summary>
    public (double X, double Y) Towards(double angle)
    {
        double left = Math.Cos(angle), back = Math.Sin(angle);
        double x = (left * LeftX) + (back * BackX), y = (left * LeftY) + (back * BackY);
        var length = Math.Sqrt((x * x) + (y * y));
        return (x / length, y / length);
    }

    /// <summary>The point of the bony wall in a direction of the image.</summary>
    public (double X, double Y) WallTowards(double x, double y)
    {
        var radius = Wall.RadiusTowards(Wall.CentreX + x, Wall.CentreY + y);
        return (Wall.CentreX + (radius * x), Wall.CentreY + (radius * y));
    }
}
