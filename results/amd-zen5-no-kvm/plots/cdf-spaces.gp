# Run with: gnuplot cdf-spaces.gp (in this folder); other formats: gnuplot -e 'kinds="pdf"' cdf-spaces.gp
if (!exists("kinds")) kinds = "svg png" # also pdf, or dumb: text
if (!exists("columns")) columns = 100 # of text
if (!exists("lines")) lines = 32
data = "cdf-spaces.dat"
load "style.gp"
do for [kind in kinds] {
unset label
unset arrow
text = kind eq "dumb"
large = text ? "" : kind eq "svg" ? ",19" : ",15"
note = text ? "" : kind eq "svg" ? ",12" : ",10"
small = text ? "" : kind eq "svg" ? ",11" : ",9"
if (kind eq "svg") { set terminal svg size 1000,880 font "DejaVu Sans,13" background "white" noenhanced }
if (kind eq "png") { set terminal pngcairo size 1000,880 font "DejaVu Sans,10" background "white" noenhanced }
if (kind eq "pdf") { set terminal pdfcairo size 10.00in,8.80in font "DejaVu Sans,9" noenhanced }
if (text && exists("colour")) { set terminal dumb noenhanced size columns,lines ansi }
if (text && !exists("colour")) { set terminal dumb noenhanced size columns,lines }
if (!text) { set output "cdf-spaces.".kind }
if (text) { set title "How the times are distributed: Address spaces and flushes"; set key outside top center horizontal }
if (!text) {
  set label 901 "How the times are distributed: Address spaces and flushes" at screen 0.015, screen 0.9750 left font large
  set label 902 "AMD EPYC, Linux 6.18.44-fc-v782, hypervisor bhyve bhyve" at screen 0.015, screen 0.9511 left font note tc rgb "#666666"
  set tmargin at screen 0.9273
  set key at screen 0.015, screen 0.9364 left top horizontal Left reverse samplen 2
}
if (!text) { set label "━ spt" at screen 0.0200, screen 0.9250 left tc lt 1 }
if (!text) { set label "━ native" at screen 0.0840, screen 0.9250 left tc lt 4 }
if (!text) { set label "across: time per operation, logarithmic; up: share of the samples" at screen 0.985, screen 0.9511 right font note tc rgb "#666666"; unset key }
if (text) { set multiplot layout 12,1 } else { set multiplot layout 4,3 margins 0.055,0.985,0.0409,0.8818 spacing 0.025,0.0705 }
set logscale x 10
unset mxtics
set yrange [0:100]
set ytics 0, 25, 100
set border 3
set grid xtics ytics
set title "flush cr3 pages=1" font note offset 0,-0.6
set xrange [2768.13:5244.72]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("3.08 µs" 3079.24, "3.81 µs" 3810.26, "4.71 µs" 4714.83)
plot data index 0 using 1:2 with lines lt 1 lw 2 title "spt"
unset label
set title "flush cr3_global pages=1" font note offset 0,-0.6
set xrange [2773.6:5090.11]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("3.07 µs" 3068.96, "3.76 µs" 3757.38, "4.60 µs" 4600.24)
plot data index 1 using 1:2 with lines lt 1 lw 2 title "spt"
set title "flush pge pages=1" font note offset 0,-0.6
set xrange [3004.38:5407.49]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("3.31 µs" 3313.56, "4.03 µs" 4030.66, "4.90 µs" 4902.93)
plot data index 2 using 1:2 with lines lt 1 lw 2 title "spt"
set title "flush bare pages=1" font note offset 0,-0.6
set xrange [2963.63:5703.26]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("3.31 µs" 3305.27, "4.11 µs" 4111.25, "5.11 µs" 5113.75)
plot data index 3 using 1:2 with lines lt 1 lw 2 title "spt"
set title "flush cr3 pages=64" font note offset 0,-0.6
set xrange [2997.12:4257.31]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("3.18 µs" 3177.67, "3.57 µs" 3572.07, "4.02 µs" 4015.41)
plot data index 4 using 1:2 with lines lt 1 lw 2 title "spt"
set title "flush cr3_global pages=64" font note offset 0,-0.6
set xrange [3021.97:6321.38]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("3.42 µs" 3417.52, "4.37 µs" 4370.7, "5.59 µs" 5589.74)
plot data index 5 using 1:2 with lines lt 1 lw 2 title "spt"
set title "flush pge pages=64" font note offset 0,-0.6
set xrange [3225.28:6415.09]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("3.62 µs" 3616.93, "4.55 µs" 4548.68, "5.72 µs" 5720.45)
plot data index 6 using 1:2 with lines lt 1 lw 2 title "spt"
set title "flush bare pages=64" font note offset 0,-0.6
set xrange [2925.42:6237.84]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("3.32 µs" 3318.92, "4.27 µs" 4271.81, "5.50 µs" 5498.28)
plot data index 7 using 1:2 with lines lt 1 lw 2 title "spt"
set title "flush cr3 pages=512" font note offset 0,-0.6
set xrange [4687.93:8493.93]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("5.18 µs" 5176.1, "6.31 µs" 6310.22, "7.69 µs" 7692.85)
plot data index 8 using 1:2 with lines lt 1 lw 2 title "spt"
set title "flush cr3_global pages=512" font note offset 0,-0.6
set xrange [4625.18:8230.21]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("5.09 µs" 5091.46, "6.17 µs" 6169.78, "7.48 µs" 7476.48)
plot data index 9 using 1:2 with lines lt 1 lw 2 title "spt"
set title "flush pge pages=512" font note offset 0,-0.6
set xrange [4763.31:8619.39]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("5.26 µs" 5258.19, "6.41 µs" 6407.56, "7.81 µs" 7808.16)
plot data index 10 using 1:2 with lines lt 1 lw 2 title "spt"
set title "flush bare pages=512" font note offset 0,-0.6
set xrange [2936.69:6011.19]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("3.31 µs" 3309.09, "4.20 µs" 4201.55, "5.33 µs" 5334.7)
plot data index 11 using 1:2 with lines lt 1 lw 2 title "spt"
unset multiplot
}
set output
