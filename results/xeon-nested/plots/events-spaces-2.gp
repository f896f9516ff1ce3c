# Run with: gnuplot events-spaces-2.gp (in this folder); other formats: gnuplot -e 'kinds="pdf"' events-spaces-2.gp
if (!exists("kinds")) kinds = "svg png" # also pdf, or dumb: text
if (!exists("columns")) columns = 100 # of text
if (!exists("lines")) lines = 32
data = "events-spaces-2.dat"
load "style.gp"
do for [kind in kinds] {
unset label
unset arrow
text = kind eq "dumb"
large = text ? "" : kind eq "svg" ? ",19" : ",15"
note = text ? "" : kind eq "svg" ? ",12" : ",10"
small = text ? "" : kind eq "svg" ? ",11" : ",9"
if (kind eq "svg") { set terminal svg size 1000,723 font "DejaVu Sans,13" background "white" noenhanced }
if (kind eq "png") { set terminal pngcairo size 1000,723 font "DejaVu Sans,10" background "white" noenhanced }
if (kind eq "pdf") { set terminal pdfcairo size 10.00in,7.23in font "DejaVu Sans,9" noenhanced }
if (text && exists("colour")) { set terminal dumb noenhanced size columns,lines ansi }
if (text && !exists("colour")) { set terminal dumb noenhanced size columns,lines }
if (!text) { set output "events-spaces-2.".kind }
if (text) { set title "What an event costs: Address spaces and flushes"; set key outside top center horizontal }
if (!text) {
  set label 901 "What an event costs: Address spaces and flushes" at screen 0.015, screen 0.9696 left font large
  set label 902 "Intel(R) Xeon(R) Processor, Linux 6.18.44-fc-v657, hypervisor KVMKVMKVM" at screen 0.015, screen 0.9405 left font note tc rgb "#666666"
  set tmargin at screen 0.8838
  set key at screen 0.015, screen 0.9225 left top horizontal Left reverse samplen 2
}
set xlabel "time per operation (median; lines: 10th to 90th percentile)"
set logscale x 10
set xrange [9.99:137919]
set yrange [-10.60:0.60]
set border 1
set grid xtics noytics
unset mxtics
set xtics ("10 ns" 10, "100 ns" 100, "1 µs" 1000, "10 µs" 10000, "100 µs" 100000)
set ytics scale 0 ("movcr3 switch spaces=2 touch=0" -0, "movcr3 same spaces=2 touch=0" -1, "movcr3 burst spaces=2 touch=0" -2, "movcr3 switch spaces=2 touch=16" -3, "movcr3 same spaces=2 touch=16" -4, "movcr3 burst spaces=2 touch=16" -5, "movcr3 switch spaces=2 touch=64" -6, "movcr3 same spaces=2 touch=64" -7, "movcr3 burst spaces=2 touch=64" -8, "movcr3 switch spaces=4 touch=0" -9, "movcr3 same spaces=4 touch=0" -10)
if (text) {
w = 0.2500 # of a bar
plot data index 0 using (10):(-$1-$6*w):($2-10):(0) with vectors nohead lt 1 notitle, \
  data index 0 using ($4>$2?$4:$2):(-$1-$6*w):(stringcolumn(5)." spt") with labels left offset 1,0 notitle, \
  data index 1 using (10):(-$1-$6*w):($2-10):(0) with vectors nohead lt 3 notitle, \
  data index 1 using ($4>$2?$4:$2):(-$1-$6*w):(stringcolumn(5)." kvm-spt") with labels left offset 1,0 notitle, \
  data index 2 using (10):(-$1-$6*w):($2-10):(0) with vectors nohead lt 4 notitle, \
  data index 2 using ($4>$2?$4:$2):(-$1-$6*w):(stringcolumn(5)." native") with labels left offset 1,0 notitle
} else {
w = 0.2733 # of a bar
plot data index 0 using 2:(-$1):(10):2:(-$1-($6+0.5)*w):(-$1-($6-0.5)*w) with boxxyerror lt 1 title "spt", \
  data index 0 using ($4>$2?$4:$2):(-$1-$6*w):5 with labels left offset 0.6,0 font small notitle, \
  data index 0 using 3:(-$1-$6*w):($4-$3):(0) with vectors heads size graph 0.0015,90 lc rgb "#666666" notitle, \
  data index 1 using 2:(-$1):(10):2:(-$1-($6+0.5)*w):(-$1-($6-0.5)*w) with boxxyerror lt 3 title "kvm-spt", \
  data index 1 using ($4>$2?$4:$2):(-$1-$6*w):5 with labels left offset 0.6,0 font small notitle, \
  data index 1 using 3:(-$1-$6*w):($4-$3):(0) with vectors heads size graph 0.0015,90 lc rgb "#666666" notitle, \
  data index 2 using 2:(-$1):(10):2:(-$1-($6+0.5)*w):(-$1-($6-0.5)*w) with boxxyerror lt 4 title "native", \
  data index 2 using ($4>$2?$4:$2):(-$1-$6*w):5 with labels left offset 0.6,0 font small notitle, \
  data index 2 using 3:(-$1-$6*w):($4-$3):(0) with vectors heads size graph 0.0015,90 lc rgb "#666666" notitle
}
}
set output
