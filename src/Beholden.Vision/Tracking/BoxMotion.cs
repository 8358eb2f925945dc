using Beholden.Vision.Faces;

namespace Beholden.Vision.Tracking;

/// <summary>
/// Where a box is and how it moves: a Kalman filter of constant velocity for the middle's x and y, and for
/// width and height. Pixels, and pixels a frame.
/// </summary>
/// <remarks>
/// The model of SORT (A. Bewley et al., ICIP 2016, arXiv:1602.00763). The noises are those of DeepSORT
/// (N. Wojke et al., ICIP 2017, nwojke/deep_sort, kalman_filter.py): shares of the box's height.
/// </remarks>
internal sealed class BoxMotion
{
    private const double PositionShare = 1 / 20.0, VelocityShare = 1 / 160.0;

    // A new box may move at any speed: DeepSORT begins with ten times the noise of a step.
    private const double BeginPositionFactor = 2, BeginVelocityFactor = 10;

    private Axis x, y, width, height;

    public BoxMotion(PixelBox box)
    {
        var position = BeginPositionFactor * PositionShare * box.Height;
        var velocity = BeginVelocityFactor * VelocityShare * box.Height;
        x = Axis.Begin(box.Left + (box.Width / 2), position, velocity);
        y = Axis.Begin(box.Top + (box.Height / 2), position, velocity);
        width = Axis.Begin(box.Width, position, velocity);
        height = Axis.Begin(box.Height, position, velocity);
    }

    /// <summary>Sides are at least one pixel.</summary>
    public PixelBox Box
    {
        get
        {
            var (across, down) = (Math.Max(1, width.Position), Math.Max(1, height.Position));
            return new(
                (float)(x.Position - (across / 2)), (float)(y.Position - (down / 2)),
                (float)across, (float)down);
        }
    }

    /// <summary>One frame on.</summary>
    public void Predict()
    {
        var (position, velocity) = Noise();
        (x, y) = (x.Next(position, velocity), y.Next(position, velocity));
        (width, height) = (width.Next(position, velocity), height.Next(position, velocity));
    }

    /// <summary>Takes in where the box was seen.</summary>
    public void Correct(PixelBox seen)
    {
        var (position, _) = Noise();
        x = x.Seen(seen.Left + (seen.Width / 2), position);
        y = y.Seen(seen.Top + (seen.Height / 2), position);
        (width, height) = (width.Seen(seen.Width, position), height.Seen(seen.Height, position));
    }

    /// <summary>Keeps the box as large as it is: a size that drifts unseen soon covers nothing.</summary>
    public void HoldSize() => (width, height) = (width.Still(), height.Still());

    private (double Position, double Velocity) Noise()
    {
        var high = Math.Max(1, height.Position);
        return (PositionShare * high, VelocityShare * high);
    }

    /// <summary>One number, its velocity, and the covariance [[pp, pv], [pv, vv]] of the two.</summary>
    private readonly record struct Axis(double Position, double Velocity, double Pp, double Pv, double Vv)
    {
        public static Axis Begin(double position, double positionStd, double velocityStd) =>
            new(position, 0, positionStd * positionStd, 0, velocityStd * velocityStd);

        public Axis Next(double positionStd, double velocityStd) => new(
            Position + Velocity,
            Velocity,
            Pp + (2 * Pv) + Vv + (positionStd * positionStd),
            Pv + Vv,
            Vv + (velocityStd * velocityStd));

        public Axis Seen(double position, double std)
        {
            var sum = Pp + (std * std);
            var (gain, velocityGain) = (Pp / sum, Pv / sum);
            var off = position - Position;
            return new(
                Position + (gain * off), Velocity + (velocityGain * off),
                (1 - gain) * Pp, (1 - gain) * Pv, Vv - (velocityGain * Pv));
        }

        public Axis Still() => this with { Velocity = 0 };
    }
}
