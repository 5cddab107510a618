namespace BilskyWeb.Phantom.Implants;

/// <summary>How a cord is moved, flattened and bent: smooth, invertible, and area-keeping exactly (each of its three steps has a Jacobian of 1).</summary>
/// <param name="CentreX">Centre of the cord as it was.</param>
/// <param name="CentreY">Centre of the cord as it was.</param>
/// <param name="MoveX">How far it was moved.</param>
/// <param name="MoveY">How far it was moved.</param>
/// <param name="AlongX">Unit vector of the push, away from the mass.</param>
/// <param name="AlongY">Unit vector of the push, away from the mass.</param>
/// <param name="Flattening">Share of its width lost along the push, 0 to below 1; across it the cord widens by as much.</param>
/// <param name="BendPerMm">How far its sides hang back towards the mass: millimetres along the push per square millimetre across.</param>
/// <param name="Balance">Mean square distance across, so that bending does not move the centre.</param>
internal readonly record struct CordMap(
    double CentreX, double CentreY, double MoveX, double MoveY, double AlongX, double AlongY, double Flattening, double BendPerMm, double Balance)
{
    /// <summary>Where a point of the cord goes.</summary>
    public (double X, double Y) Forward(double x, double y)
    {
        double dx = x - CentreX, dy = y - CentreY;
        var across = ((dy * AlongX) - (dx * AlongY)) / (1 - Flattening);
        var along = (((dx * AlongX) + (dy * AlongY)) * (1 - Flattening)) - (BendPerMm * ((across * across) - Balance));
        return (CentreX + MoveX + (along * AlongX) - (across * AlongY), CentreY + MoveY + (along * AlongY) + (across * AlongX));
    }

    /// <summary>Where a point came from.</summary>
    public (double X, double Y) Back(double x, double y)
    {
        double dx = x - CentreX - MoveX, dy = y - CentreY - MoveY;
        var across = (dy * AlongX) - (dx * AlongY);
        var along = ((dx * AlongX) + (dy * AlongY) + (BendPerMm * ((across * across) - Balance))) / (1 - Flattening);
        across *= 1 - Flattening;
        return (CentreX + (along * AlongX) - (across * AlongY), CentreY + (along * AlongY) + (across * AlongX));
    }
}
