// The emoji names the page knows. An unknown name is shown as it was written, ":name:".

const TABLE = `
+1 👍,thumbsup 👍,-1 👎,thumbsdown 👎,100 💯,alarm_clock ⏰,ambulance 🚑,arrow_down ⬇️,arrow_left ⬅️,arrow_right ➡️,arrow_up ⬆️,
arrows_counterclockwise 🔄,balance_scale ⚖️,ballot_box_with_check ☑️,bangbang ‼️,bar_chart 📊,bell 🔔,no_bell 🔕,black_circle ⚫,
black_square ⬛,blue_circle 🔵,large_blue_circle 🔵,blue_heart 💙,bomb 💣,book 📖,bookmark 🔖,books 📚,boom 💥,bug 🐛,bulb 💡,
bust_in_silhouette 👤,busts_in_silhouette 👥,calendar 📆,date 📅,spiral_calendar_pad 🗓️,spiral_calendar 🗓️,card_index_dividers 🗂️,
chart_with_upwards_trend 📈,chart_with_downwards_trend 📉,clap 👏,clipboard 📋,clock1 🕐,clock3 🕒,clock9 🕘,closed_lock_with_key 🔐,
coffee ☕,computer 💻,confetti_ball 🎊,construction 🚧,cop 👮,crown 👑,cry 😢,crossed_fingers 🤞,cyclone 🌀,dart 🎯,eyes 👀,
exclamation ❗,heavy_exclamation_mark ❗,email 📧,envelope ✉️,fast_forward ⏩,file_folder 📁,fire 🔥,fire_engine 🚒,fire_extinguisher 🧯,
firecracker 🧨,ice_cube 🧊,snowflake ❄️,gear ⚙️,ghost 👻,gift 🎁,globe_with_meridians 🌐,green_circle 🟢,large_green_circle 🟢,green_heart 💚,
grey_question ❔,grimacing 😬,grin 😁,hammer 🔨,hammer_and_wrench 🛠️,handshake 🤝,heart ❤️,heavy_check_mark ✔️,heavy_minus_sign ➖,
heavy_plus_sign ➕,heavy_multiplication_x ✖️,hourglass ⌛,hourglass_flowing_sand ⏳,inbox_tray 📥,outbox_tray 📤,information_source ℹ️,
joy 😂,key 🔑,label 🏷️,ladder 🪜,laughing 😆,link 🔗,lock 🔒,unlock 🔓,lock_with_ink_pen 🔏,loudspeaker 📢,mega 📣,mag 🔍,mag_right 🔎,
memo 📝,pencil 📝,pencil2 ✏️,money_with_wings 💸,credit_card 💳,muscle 💪,new 🆕,next_track_button ⏭️,no_entry ⛔,no_entry_sign 🚫,octagonal_sign 🛑,
ok 🆗,ok_hand 👌,office 🏢,open_hands 👐,orange_circle 🟠,large_orange_circle 🟠,package 📦,page_facing_up 📄,paperclip 📎,parking 🅿️,
partying_face 🥳,pause_button ⏸️,double_vertical_bar ⏸️,play_or_pause_button ⏯️,arrow_forward ▶️,pensive 😔,point_down 👇,point_left 👈,point_right 👉,
point_up ☝️,pray 🙏,purple_circle 🟣,large_purple_circle 🟣,pushpin 📌,round_pushpin 📍,question ❓,raised_hand ✋,raised_hands 🙌,receipt 🧾,recycle ♻️,
red_circle 🔴,repeat 🔁,rewind ⏪,leftwards_arrow_with_hook ↩️,robot_face 🤖,robot 🤖,rocket 🚀,rotating_light 🚨,sad 🙁,scales ⚖️,scroll 📜,see_no_evil 🙈,
seedling 🌱,shield 🛡️,ship 🚢,shrug 🤷,sleeping 😴,slightly_smiling_face 🙂,smile 😄,smiley 😃,sob 😭,sos 🆘,sparkles ✨,speech_balloon 💬,
star ⭐,star2 🌟,stop_button ⏹️,black_square_for_stop ⏹️,stop_sign 🛑,stopwatch ⏱️,sunglasses 😎,sunny ☀️,sweat_smile 😅,syringe 💉,tada 🎉,
technologist 🧑‍💻,test_tube 🧪,thinking_face 🤔,thinking 🤔,thread 🧵,ticket 🎫,timer_clock ⏲️,toolbox 🧰,traffic_light 🚦,vertical_traffic_light 🚦,
triangular_flag_on_post 🚩,checkered_flag 🏁,trophy 🏆,truck 🚚,umbrella ☔,warning ⚠️,wastebasket 🗑️,watch ⌚,wave 👋,white_check_mark ✅,
white_circle ⚪,white_large_square ⬜,white_small_square ▫️,wrench 🔧,x ❌,yellow_circle 🟡,large_yellow_circle 🟡,zap ⚡,zzz 💤,
one 1️⃣,two 2️⃣,three 3️⃣,four 4️⃣,five 5️⃣,writing_hand ✍️,adult 🧑,woman 👩,man 👨,mailbox 📫,newspaper 📰,nerd_face 🤓,moneybag 💰,classical_building 🏛️,
small_red_triangle 🔺,small_blue_diamond 🔹,small_orange_diamond 🔸,large_yellow_square 🟨,large_green_square 🟩,large_red_square 🟥,evergreen_tree 🌲
`

const NAMES = new Map(
  TABLE.split(',')
    .map((entry) => entry.trim().split(' '))
    .filter((pair) => pair.length === 2),
)

/** The character of a name, or null. Skin tones ("wave::skin-tone-2") are left out. */
export const emojiOf = (name) => NAMES.get(name.replace(/::skin-tone-\d$/, '')) || null

/** The character written as hexadecimal code points joined by "-", as rich_text carries it. */
export function emojiFromUnicode(codes) {
  if (!/^[0-9a-f]{2,6}(-[0-9a-f]{2,6})*$/i.test(codes || '')) return null
  try {
    return String.fromCodePoint(...codes.split('-').map((code) => parseInt(code, 16)))
  } catch {
    return null
  }
}
